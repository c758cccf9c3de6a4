using Xunit;

namespace Freeze.Tests.WeightFiles;

public sealed class CheckpointFixtureTests
{
    [Fact]
    public void Every_file_of_the_selection_is_read_or_refused_as_its_manifest_says() => Check(CheckpointFixtures.Selection);

    [Fact]
    public void Every_file_of_the_full_set_is_read_or_refused_as_its_manifest_says()
    {
        Assert.SkipWhen(CheckpointFixtures.Full is null, "The full set of weight files is not here; FREEZE_FIXTURES can name its folder.");
        Check(CheckpointFixtures.Full!);
    }

    private static void Check(string folder)
    {
        var files = CheckpointFixtures.Read(folder).ToList();
        Assert.NotEmpty(files);
        var differences = files.Select(file => (Name: Path.GetFileName(file.Path), Difference: ManifestCheck.Compare(file.Path, file.Manifest)))
            .Where(pair => pair.Difference is not null).Select(pair => $"{pair.Name} {pair.Difference}").ToList();
        Assert.True(differences.Count == 0, string.Join(Environment.NewLine, differences));
        Assert.False(File.Exists("executed-by-pickle"), "A payload was executed.");
    }
}
