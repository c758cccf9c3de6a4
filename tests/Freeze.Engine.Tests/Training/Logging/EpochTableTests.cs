using System.Globalization;
using Freeze.Tests.WeightFiles;
using Freeze.Training.Logging;
using Xunit;

namespace Freeze.Tests.Training.Logging;

/// <summary>The table of a run's epochs, through kills, resumes and odd values.</summary>
public sealed class EpochTableTests
{
    [Fact]
    public void A_row_an_epoch_under_one_header()
    {
        using var folder = new CheckpointFolder();
        var path = Path.Combine(folder.Path, "epochs.csv");
        var table = EpochTable.Open(path, 0);
        Assert.False(File.Exists(path));
        table.Append([("Epoch", "1"), ("Loss", "0.5"), ("Rate, of \"fc\"", "a\nb")]);
        table.Append([("Epoch", "2"), ("Loss", "0.25"), ("Rate, of \"fc\"", "")]);
        Assert.Equal("Epoch,Loss,\"Rate, of \"\"fc\"\"\"\n1,0.5,\"a\nb\"\n2,0.25,\n", File.ReadAllText(path));
    }

    [Fact]
    public void After_a_resume_no_epoch_stands_twice()
    {
        using var folder = new CheckpointFolder();
        var path = Path.Combine(folder.Path, "epochs.csv");
        File.WriteAllText(path, "Epoch,Loss\n1,a\n2,b\n3,c\n4,d\n");
        var table = EpochTable.Open(path, 2);
        Assert.Equal("Epoch,Loss\n1,a\n2,b\n", File.ReadAllText(path));
        table.Append([("Epoch", "3"), ("Loss", "C")]);
        Assert.Equal("Epoch,Loss\n1,a\n2,b\n3,C\n", File.ReadAllText(path));
    }

    [Fact]
    public void Rows_that_a_process_died_before_are_made_up_for()
    {
        using var folder = new CheckpointFolder();
        var path = Path.Combine(folder.Path, "epochs.csv");
        File.WriteAllText(path, "Epoch,Loss\n1,a\n3,c\n");
        EpochTable.Open(path, 2, [[("Epoch", "1"), ("Loss", "A")], [("Epoch", "2"), ("Loss", "B"), ("F1", "0.5")]]).Append([("Epoch", "3"), ("Loss", "C"), ("F1", "")]);
        Assert.Equal("Epoch,Loss,F1\n1,a,\n2,B,0.5\n3,C,\n", File.ReadAllText(path));
    }

    [Theory]
    [InlineData("Epoch,Loss\n1,a\n2,b")]
    [InlineData("Epoch,Loss\n1,a\n2")]
    [InlineData("Epoch,Loss\n1,a\n2,\"b")]
    [InlineData("Epoch,Loss\n1,a\nx,y\n")]
    public void A_last_line_that_was_cut_off_goes(string left)
    {
        using var folder = new CheckpointFolder();
        var path = Path.Combine(folder.Path, "epochs.csv");
        File.WriteAllText(path, left);
        EpochTable.Open(path, 2).Append([("Epoch", "2"), ("Loss", "B")]);
        Assert.Equal("Epoch,Loss\n1,a\n2,B\n", File.ReadAllText(path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("Epoch,Epoch\n1,1\n")]
    [InlineData("a\"b\n\"\n")]
    [InlineData("Epoch,Loss\n")]
    public void A_file_that_is_no_table_is_replaced(string left)
    {
        using var folder = new CheckpointFolder();
        var path = Path.Combine(folder.Path, "epochs.csv");
        File.WriteAllText(path, left);
        EpochTable.Open(path, 5).Append([("Epoch", "6")]);
        Assert.Equal("Epoch\n6\n", File.ReadAllText(path));
    }

    [Fact]
    public void New_columns_leave_the_old_rows_whole()
    {
        using var folder = new CheckpointFolder();
        var path = Path.Combine(folder.Path, "epochs.csv");
        var table = EpochTable.Open(path, 0);
        table.Append([("Epoch", "1"), ("Loss", "a")]);
        table.Append([("Epoch", "2"), ("F1", "0.5")]);
        table.Append([("Epoch", "3"), ("F1", "0.6"), ("Loss", "c")]);
        Assert.Equal("Epoch,F1,Loss\n1,,a\n2,0.5,\n3,0.6,c\n", File.ReadAllText(path));
    }

    [Fact]
    public void Nothing_of_it_depends_on_the_culture()
    {
        var previous = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture.NumberFormat.NegativeSign = "~";
            var cells = RecordCells.Of(new EpochRecord
            {
                RunId = "0a1b2c3d",
                Epoch = 7,
                TrainLoss = -0.1,
                ValidationLoss = double.NaN,
                LearningRates = NamedValues.Of([("fc", 1e-3), ("layer3.1", 0.1)]),
                Metrics = NamedValues.Of([("F1", 0.5)]),
                Duration = TimeSpan.FromSeconds(61.5),
                SamplesPerSecond = 1234.5,
                TrainableCount = 192005,
                StepLosses = [1, 2],
                FrozenIntact = true,
            }).ToDictionary(cell => cell.Column, cell => cell.Value);
            Assert.Equal(
                ["RunId=0a1b2c3d", "Epoch=7", "TrainLoss=-0.1", "ValidationLoss=NaN", "Accuracy=", "Metrics.F1=0.5", "LearningRates.fc=0.001", "LearningRates.layer3.1=0.1", "Duration=00:01:01.5000000",
                    "SamplesPerSecond=1234.5", "TrainableCount=192005", "FrozenIntact=True", "FeatureCache=Off", "CheckpointPath=", "IsBest=False"],
                cells.Where(cell => ExpectedColumns.Contains(cell.Key)).Select(cell => $"{cell.Key}={cell.Value}"));
            Assert.DoesNotContain("StepLosses", cells.Keys);
        }
        finally
        {
            CultureInfo.CurrentCulture = previous;
        }
    }

    [Fact]
    public void What_cannot_be_written_has_a_code()
    {
        using var folder = new CheckpointFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "epochs.csv"));
        var table = EpochTable.Open(Path.Combine(folder.Path, "other.csv"), 0);
        Directory.CreateDirectory(Path.Combine(folder.Path, "other.csv"));
        Assert.Equal(ErrorCode.OutputNotWritable, Assert.Throws<FreezeException>(() => table.Append([("Epoch", "1")])).Code);
        Assert.Equal(ErrorCode.OutputNotWritable, Assert.Throws<FreezeException>(() => EpochTable.Open(Path.Combine(folder.Path, "epochs.csv"), 0)).Code);
    }

    // Records may gain properties; these must not change.
    private static readonly HashSet<string> ExpectedColumns =
    [
        "RunId", "Epoch", "TrainLoss", "ValidationLoss", "Accuracy", "Metrics.F1", "LearningRates.fc", "LearningRates.layer3.1", "Duration", "SamplesPerSecond", "TrainableCount", "FrozenIntact", "FeatureCache", "CheckpointPath", "IsBest",
    ];
}
