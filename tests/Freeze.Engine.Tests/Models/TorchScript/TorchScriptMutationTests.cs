using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Freeze.Models;
using Freeze.Tests.WeightFiles;
using Xunit;

namespace Freeze.Tests.Models.TorchScript;

/// <summary>
/// TorchScript archives whose tables and code were changed at random, checksums put right, are imported or refused with a code: libtorch
/// compiles many of them, and must not end the process over it. FREEZE_MUTANTS divided by 10 is their number (200 without it), FREEZE_MUTATION_SEED the seed.
/// </summary>
public sealed class TorchScriptMutationTests : IDisposable
{
    private static readonly string[] Seeds = ["scripted_train", "traced_eval", "pair", "half", "convolution_head", "jit_frozen", "tied"];
    private readonly CheckpointFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_mutant_is_imported_or_refused_with_a_code()
    {
        var (count, seed) = (Setting("FREEZE_MUTANTS", 2000) / 10, Setting("FREEZE_MUTATION_SEED", 1));
        var imported = 0;
        for (var number = 0; number < count; number++)
        {
            var random = new Random(seed * 1_000_003 + number);
            var path = _folder.Write("mutant.pt", Mutate(random));
            try
            {
                using var model = ModelImporter.FromFile(path, new ImportOptions { Build = new() { ClassCount = number % 5 == 0 ? 3 : null } });
                imported += model.StateTensors.All(tensor => !tensor.Value.IsInvalid) ? 1 : 0;
            }
            catch (FreezeException error)
            {
                Assert.True(error.Code is ErrorCode.ModelFileCorrupt or ErrorCode.ModelFileUnsafe or ErrorCode.ModelFormatUnknown or ErrorCode.OptionInvalid, $"Mutant {number}: {error.Code}, {error.Message}");
            }
            catch (Exception error)
            {
                Assert.Fail($"Mutant {number} of seed {seed}: {error}");
            }
        }

        // Some are harmless; where none is, the mutants break something other than what they should.
        Assert.InRange(imported, count / 100, count / 2);
    }

    private static byte[] Mutate(Random random)
    {
        var entries = new List<(string Name, byte[] Data)>();
        using (var source = ZipFile.OpenRead(TorchScriptFixtures.Path(Seeds[random.Next(Seeds.Length)])))
        {
            foreach (var entry in source.Entries)
            {
                using var stream = entry.Open();
                using var bytes = new MemoryStream();
                stream.CopyTo(bytes);
                entries.Add((entry.FullName, bytes.ToArray()));
            }
        }

        var isCode = random.Next(2) == 0;
        var targets = Enumerable.Range(0, entries.Count).Where(i => entries[i].Data.Length > 0 && entries[i].Name.EndsWith(isCode ? ".py" : ".pkl", StringComparison.Ordinal)).ToList();
        for (var change = random.Next(1, 5); change > 0; change--)
        {
            var target = targets[random.Next(targets.Count)];
            entries[target] = (entries[target].Name, Change(entries[target].Data, random));
        }

        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, data) in entries)
            {
                using var stream = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                stream.Write(data);
            }
        }

        return archive.ToArray();
    }

    private static byte[] Change(byte[] data, Random random)
    {
        var bytes = data.ToList();
        var at = random.Next(bytes.Count);
        var length = Math.Min(random.Next(1, 40), bytes.Count - at);
        switch (random.Next(5))
        {
            case 0: bytes[at] = (byte)random.Next(256); break;
            case 1: bytes.RemoveRange(at, Math.Min(length, bytes.Count - 1)); break;
            case 2: bytes.Insert(at, (byte)random.Next(256)); break;
            case 3: bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length)); break;
            default: return SwapWord(data, random);
        }

        return [.. bytes];
    }

    private static byte[] SwapWord(byte[] data, Random random)
    {
        var text = Encoding.Latin1.GetString(data);
        var words = Regex.Matches(text, @"\w+");
        if (words.Count == 0)
            return data;
        var (old, other) = (words[random.Next(words.Count)], words[random.Next(words.Count)]);
        return Encoding.Latin1.GetBytes(string.Concat(text.AsSpan(0, old.Index), other.Value, text.AsSpan(old.Index + old.Length)));
    }

    private static int Setting(string name, int fallback) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : fallback;
}
