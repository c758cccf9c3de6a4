using System.Text.Json;
using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Writing;
using Xunit;

namespace Freeze.Tests.WeightFiles.Writing;

public sealed class StateDictionaryTests
{
    public static TheoryData<string> Wrapped => ["nrn_dataparallel_ckpt.pth", "nrn_model_adam_ckpt.pth", "nrn_moco_prefix.pth", "nrn_with_numpy.pth", "nrn_zip.pth", "nrn_legacy.pth", "nrn_old_torchvision_style.pth", "nrn.safetensors"];

    [Theory]
    [MemberData(nameof(Wrapped))]
    public void Wrappers_and_prefixes_are_taken_off_as_the_manifest_says(string name)
    {
        using var model = Checkpoint.Open(Good("nrn.safetensors"));
        using var checkpoint = Checkpoint.Open(Good(name));
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Good(name + ".json")));
        var expected = model.Tensors.Select(tensor => tensor.Name).ToHashSet();
        var state = StateDictionary.Select(checkpoint, expected);
        Assert.Empty(state.Tensors.Keys.Except(expected));
        Assert.DoesNotContain(expected.Except(state.Tensors.Keys), key => !key.EndsWith("num_batches_tracked", StringComparison.Ordinal) && !key.StartsWith("fc.", StringComparison.Ordinal));
        if (manifest.RootElement.TryGetProperty("unwrap", out var unwrap))
            Assert.Equal(unwrap.EnumerateArray().Select(key => key.GetString()), state.Unwrapped);
        if (manifest.RootElement.TryGetProperty("strip", out var strip))
            Assert.Equal(strip.GetString(), state.Stripped);
    }

    [Fact]
    public void A_module_without_tensors_has_an_empty_state()
    {
        using var checkpoint = Checkpoint.Open(Good("ts_nrn_jit_frozen.pt"));
        Assert.Empty(StateDictionary.Select(checkpoint).Tensors);
        Assert.Empty(StateDictionary.Select(checkpoint, new HashSet<string> { "fc.weight" }).Tensors);
    }

    private static string Good(string name) => Path.Combine(CheckpointFixtures.Selection, "good", name);
}
