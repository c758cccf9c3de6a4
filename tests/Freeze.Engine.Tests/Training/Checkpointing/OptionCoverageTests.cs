using System.Collections;
using System.Reflection;
using Freeze.Freezing;
using Freeze.Training;
using Freeze.Training.Adversarial;
using Freeze.Training.Checkpointing;
using Xunit;

namespace Freeze.Tests.Training.Checkpointing;

/// <summary>Each option is part of the resume contract, or exempt from it for a reason: a new one cannot be forgotten.</summary>
public sealed class OptionCoverageTests
{
    private const string OfTheFolder = "says what becomes of a run in the folder, not how one goes";

    private static readonly IReadOnlyDictionary<string, string> Exempt = new Dictionary<string, string>
    {
        [nameof(RunOptions.Epochs)] = "more may follow; AgreeSoFar compares the schedules where they depend on it",
        [nameof(RunOptions.Seed)] = "saved beside the contract, since one may have been drawn, and compared there",
        [nameof(RunOptions.CheckpointPath)] = "a run may be moved to another folder",
        [nameof(RunOptions.CheckpointEvery)] = "says which epochs are kept, not how they go",
        [nameof(RunOptions.Resume)] = OfTheFolder,
        [nameof(RunOptions.Force)] = OfTheFolder + "; labels taken by number are facts of the data",
        [nameof(RunOptions.AllowOtherData)] = OfTheFolder,
        [nameof(RunOptions.LogPath)] = "writes numbers down and changes none",
        [nameof(RunOptions.FrozenProof)] = "compares frozen tensors and changes none",
        [nameof(RunOptions.Cancellation)] = "ends a session, not the run",
        [nameof(FineTuneOptions.Metrics)] = "measures the validation data and changes no weight",
        [nameof(FineTuneOptions.Patience)] = "compared with the saved records: only an end that was passed differs",
        [nameof(FineTuneOptions.RunsApart)] = "gives the same bits either way",
        [nameof(FineTuneOptions.FeatureCache)] = "gives the same bits in every mode",
        [nameof(FineTuneOptions.FeatureCacheLimit)] = "gives the same bits with any limit",
        [nameof(AdversarialOptions.SamplePath)] = "draws pictures from noise of their own",
        [nameof(AdversarialOptions.FreezePhases)] = "gives the same numbers either way",
    };

    private static readonly Func<long, long, double> Constant = (_, _) => 1;

    // Some options count only beside another, so that each is tried on several runs.
    private static readonly FineTuneOptions[] FineTunes = [new(), new() { ScheduleFunction = Constant }];

    private static readonly AdversarialOptions[] Adversarials =
    [
        new() { LatentSize = 3 }, new() { LatentSize = 3, ScheduleFunction = Constant },
        new() { LatentSize = 3, DiscriminatorSchedule = "Step" }, new() { LatentSize = 3, DiscriminatorScheduleFunction = Constant },
    ];

    public static TheoryData<Type, string> Properties => [.. new[] { typeof(FineTuneOptions), typeof(AdversarialOptions) }
        .SelectMany(type => SettableOf(type).Select(property => (type, property.Name)))];

    [Theory]
    [MemberData(nameof(Properties))]
    public void An_option_is_in_the_contract_or_exempt_for_a_reason(Type type, string name)
    {
        var property = SettableOf(type).Single(property => property.Name == name);
        RunOptions[] runs = type == typeof(FineTuneOptions) ? FineTunes : Adversarials;
        var isStated = runs.Any(run => Contract(run).DifferencesFrom(Contract(Changed(run, property))).Count > 0);
        Assert.True(isStated != Exempt.ContainsKey(name), isStated
            ? $"{type.Name}.{name} is in the resume contract and exempt from it."
            : $"{type.Name}.{name} is not in the resume contract: state it there, or exempt it here with the reason.");
    }

    [Fact]
    public void Every_exemption_is_an_option_with_a_reason()
    {
        var names = Properties.Select(row => row.Data.Item2).ToHashSet();
        Assert.All(Exempt, exemption => Assert.True(names.Contains(exemption.Key) && exemption.Value.Length > 0, exemption.Key));
    }

    private static IEnumerable<PropertyInfo> SettableOf(Type type) => type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        .Where(property => property.GetMethod is { IsPublic: true } or { IsAssembly: true } or { IsFamilyOrAssembly: true } && property.SetMethod is not null);

    private static ResumeContract Contract(RunOptions options) => options is FineTuneOptions fineTune
        ? new ResumeContract().StateFineTuning(fineTune, isAugmented: true)
        : new ResumeContract().StateAdversarial((AdversarialOptions)options);

    private static RunOptions Changed(RunOptions options, PropertyInfo property)
    {
        // The type of a copy is that of the original; init-only properties take values by reflection.
        RunOptions copy = options is FineTuneOptions fineTune ? fineTune with { } : (AdversarialOptions)options with { };
        property.SetValue(copy, Other(property, property.GetValue(options)));
        return copy;
    }

    private static object Other(PropertyInfo property, object? value)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return value switch
        {
            bool flag => !flag,
            int number => number + 1,
            double number => number + 0.5,
            Enum choice => Enum.GetValues(type).Cast<object>().First(other => !other.Equals(choice)),
            _ when type == typeof(int) => 7,
            _ when type == typeof(long) => 7L,
            _ when type == typeof(double) => 0.25,
            _ when type == typeof(string) => "Cosine",
            _ when type == typeof(IDictionary) => new Hashtable { ["gamma"] = 0.5 },
            _ when type == typeof(IReadOnlyList<double>) => new[] { 1.0, 2.0 },
            _ when type == typeof(IReadOnlyList<string>) => new[] { "F1" },
            _ when type == typeof(UnfreezeStages) => new UnfreezeStages(true, []),
            _ when type == typeof(Func<long, long, double>) => (Func<long, long, double>)((_, _) => 2),
            _ when type == typeof(CancellationToken) => new CancellationToken(canceled: true),
            _ => throw new NotSupportedException($"The test knows no other value of {type} for {property.Name}: add one."),
        };
    }
}
