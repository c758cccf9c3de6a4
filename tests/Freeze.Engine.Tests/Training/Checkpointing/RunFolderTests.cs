using Freeze.Models;
using Freeze.Tests.Models;
using Freeze.Tests.WeightFiles;
using Freeze.Training;
using Freeze.Training.Checkpointing;
using Xunit;

namespace Freeze.Tests.Training.Checkpointing;

/// <summary>Whatever a process leaves of a run folder, the run goes on from a whole state, or an error says that there is none.</summary>
[Collection(nameof(ProcessRandomState))]
public sealed class RunFolderTests
{
    private static readonly FineTuneOptions Options = new() { Seed = 3, Epochs = 3, BatchSize = 8 };

    /// <summary>Every set of names that a kill between two renames can leave, the epochs that are done then, and whether the user hears of damage.</summary>
    public static TheoryData<string, int, bool> Interruptions => new()
    {
        { "last=1 best=1", 1, false },
        { "last=1 best=1 best.next=2", 1, false },
        { "last=1 best=1 best.next=2 last.next=2", 2, false },
        { "last=1 best.previous=1 best.next=2 last.next=2", 2, false },
        { "last=1 best.previous=1 best=2 last.next=2", 2, false },
        { "last.previous=1 best.previous=1 best=2 last.next=2", 2, false },
        { "last.previous=1 best.previous=1 best=2 last=2", 2, false },
        { "last=2 best=2 last.next=0", 0, false },
        { "last.next=0", 0, false },
        { "last.next=! last=1 best=1", 1, true },
        { "last=! last.previous=1 best=2 best.previous=1", 1, true },
        { "last=1 best=! best.next=1", 1, false },
        { "last=2 best=! last.previous=1 best.previous=1", 1, true },
        { "last=2 best=1 last.previous=1", 1, true },
        { "best=2", 2, true },
        { "best.next=2 best=1", 2, true },
        { "last.next=! last=! last.previous=! best=1", 1, true },
    };

    [Theory]
    [MemberData(nameof(Interruptions))]
    public void Killed_between_any_two_renames_it_goes_on_from_the_newest_whole_state(string names, int epoch, bool warns)
    {
        using var folder = new CheckpointFolder();
        var run = Path.Combine(folder.Path, "run");
        using var whole = new RunStory(1).Train(Options with { CheckpointPath = Path.Combine(folder.Path, "whole") });
        Assemble(folder, run, names);
        File.WriteAllBytes(Path.Combine(run, $".{Guid.NewGuid():N}.tmp"), [1, 2, 3]);
        using (var opened = RunFolder.Open(run, resume: true, force: false))
        {
            Assert.Equal(epoch, opened.Saved!.Description.Epoch);
            Assert.Equal(warns, opened.Warnings.Count > 0);
        }

        // Set in order, it reads the same once more; and the run ends as if nothing had been.
        using (var opened = RunFolder.Open(run, resume: true, force: false))
            Assert.Equal(epoch, opened.Saved!.Description.Epoch);
        Assert.DoesNotContain(Directory.GetFiles(run), file => file.EndsWith(".tmp", StringComparison.Ordinal) || file.Contains(".next.", StringComparison.Ordinal));
        using var resumed = new RunStory(2).Train(Options with { CheckpointPath = run, Resume = true });
        Assert.Equal(whole.Picture(), resumed.Picture());
        Assert.Equal(3 - epoch, resumed.Records.Count);
    }

    [Fact]
    public void No_flipped_bit_and_no_cut_is_read()
    {
        using var folder = new CheckpointFolder();
        using var story = new RunStory(1).Train(Options with { CheckpointPath = folder.Path, Epochs = 1 });
        var path = Path.Combine(folder.Path, "last.safetensors");
        var bytes = File.ReadAllBytes(path);
        var header = 8 + (int)BitConverter.ToInt64(bytes, 0);
        var random = new Random(5);
        int[] places = [.. Enumerable.Range(0, 200), .. Enumerable.Range(0, 300).Select(_ => random.Next(header)), .. Enumerable.Range(0, 200).Select(_ => random.Next(header, bytes.Length)), .. Enumerable.Range(bytes.Length - 20, 20)];
        foreach (var place in places)
        {
            var damaged = bytes.ToArray();
            damaged[place] ^= (byte)(1 << random.Next(8));
            RequireRefused(folder.Write("damaged.safetensors", damaged));
        }

        foreach (var length in new[] { 0, 1, 7, 8, 9, header - 1, header, header + 1, bytes.Length / 2, bytes.Length - 17, bytes.Length - 16, bytes.Length - 1 })
            RequireRefused(folder.Write("cut.safetensors", bytes[..length]));
        RequireRefused(folder.Write("longer.safetensors", [.. bytes, 0]));
        using var saved = RunCheckpoint.Open(path);
        Assert.Equal(1, saved.Description.Epoch);
    }

    [Theory]
    [InlineData("empty", ErrorCode.ModelFileCorrupt)]
    [InlineData("text", ErrorCode.ModelFileCorrupt)]
    [InlineData("weights", ErrorCode.CheckpointMismatch)]
    [InlineData("later", ErrorCode.CheckpointMismatch)]
    [InlineData("folder", ErrorCode.OutputNotWritable)]
    public void What_is_no_state_of_a_run_is_refused_and_left_alone(string kind, ErrorCode code)
    {
        using var folder = new CheckpointFolder();
        var path = Path.Combine(folder.Path, "last.safetensors");
        using var story = new RunStory(1);
        switch (kind)
        {
            case "weights":
                ModelExporter.Write(story.Model, path, ExportFormat.Safetensors, overwrite: false);
                break;
            case "later":
                StateFile.Write(path, [], new Dictionary<string, string> { [RunDescription.Key] = """{"version":2,"new":1}""" });
                break;
            case "folder":
                Directory.CreateDirectory(path);
                break;
            default:
                File.WriteAllText(path, kind == "empty" ? "" : "{ \"not\": \"ours\" }");
                break;
        }

        var before = kind == "folder" ? [] : File.ReadAllBytes(path);
        Assert.Equal(code, Assert.Throws<FreezeException>(() => story.Train(Options with { CheckpointPath = folder.Path, Resume = true })).Code);
        Assert.Equal(ErrorCode.CheckpointExists, Assert.Throws<FreezeException>(() => story.Train(Options with { CheckpointPath = folder.Path })).Code);
        if (kind != "folder")
            Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Empty(story.Records);
    }

    [Fact]
    public void One_run_at_a_time_writes_to_a_folder()
    {
        using var folder = new CheckpointFolder();
        using var held = RunFolder.Open(folder.Path, resume: true, force: false);
        Assert.Equal(ErrorCode.OutputNotWritable, Assert.Throws<FreezeException>(() => RunFolder.Open(folder.Path, resume: true, force: false)).Code);
    }

    [Fact]
    public void A_new_run_takes_the_place_of_the_old_one_whole()
    {
        using var folder = new CheckpointFolder();
        var options = Options with { CheckpointPath = folder.Path };
        using var old = new RunStory(1).Train(options);
        using var story = new RunStory(2).Train(options with { Force = true, Seed = 4 }, 2);
        Assert.Equal(["last.safetensors"], Directory.GetFiles(folder.Path, "*.safetensors").Select(Path.GetFileName));
        using var resumed = new RunStory(3).Train(options with { Resume = true, Seed = 4 });
        Assert.Equal(3, resumed.Records.Count);
        Assert.NotEqual(old.Records[0].RunId, resumed.Records[0].RunId);
    }

    [Fact]
    public void A_state_that_cannot_be_written_leaves_the_one_before_and_a_usable_model()
    {
        using var folder = new CheckpointFolder();
        var options = Options with { CheckpointPath = folder.Path };
        using var story = new RunStory(1).Train(options, 5);
        var before = File.ReadAllBytes(Path.Combine(folder.Path, "last.safetensors"));
        var obstacle = Path.Combine(folder.Path, "best.next.safetensors");
        using (var interrupted = new RunStory(2))
        {
            var error = Assert.Throws<FreezeException>(() =>
            {
                foreach (var _ in new FineTuneRun(interrupted.Optimizer, RunStory.Data(), null, options with { Resume = true }).Steps())
                    Directory.CreateDirectory(obstacle);
            });
            Assert.Equal(ErrorCode.OutputNotWritable, error.Code);
            Assert.All(interrupted.Model.Nodes, node => Assert.False(node.Module.training));
        }

        Directory.Delete(obstacle);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(folder.Path, "last.safetensors")));
        using var whole = new RunStory(1).Train(options with { CheckpointPath = null });
        using var resumed = new RunStory(2).Train(options with { Resume = true });
        Assert.Equal(whole.Picture(), resumed.Picture());
    }

    // Files of the states after epochs 0, 1 and 2 of one run under the given names; "!" stands for a damaged one.
    private static void Assemble(CheckpointFolder folder, string run, string names)
    {
        Directory.CreateDirectory(run);
        var states = new List<string>();
        for (var epoch = 0; epoch <= 2; epoch++)
        {
            var source = Path.Combine(folder.Path, $"state{epoch}");
            using var story = new RunStory(1);
            if (epoch == 0)
                story.Train(Options with { CheckpointPath = source }, 1);
            else
                story.Train(Options with { CheckpointPath = source }, epoch * RunStory.BatchesPerEpoch);
            Assert.True(story.Records.All(record => record.IsBest));
            states.Add(Path.Combine(source, "last.safetensors"));
        }

        foreach (var pair in names.Split(' ').Select(pair => pair.Split('=')))
        {
            var target = Path.Combine(run, $"{pair[0]}.safetensors");
            File.Copy(states[pair[1] == "!" ? 1 : int.Parse(pair[1], System.Globalization.CultureInfo.InvariantCulture)], target);
            if (pair[1] == "!")
                File.WriteAllBytes(target, File.ReadAllBytes(target)[..1000]);
        }
    }

    private static void RequireRefused(string path)
    {
        var error = Assert.Throws<FreezeException>(() => RunCheckpoint.Open(path).Dispose());
        Assert.True(error.Code is ErrorCode.ModelFileCorrupt or ErrorCode.ModelFormatUnknown or ErrorCode.ModelFileUnsafe, $"{error.Code}: {error.Message}");
    }
}
