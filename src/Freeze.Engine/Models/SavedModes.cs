using static TorchSharp.torch;

namespace Freeze.Models;

/// <summary>Which of a model's modules train, to be put back when this is disposed of.</summary>
internal sealed class SavedModes : IDisposable
{
    private readonly List<(nn.Module Module, bool Trains)> _modes;

    /// <summary>Takes note of them.</summary>
    public SavedModes(TorchModel model) => _modes = [.. model.Nodes.Select(node => (node.Module, node.Module.training))];

    /// <summary>Puts them back. Modes reach down to what is below, so parents come first, as they do in the list.</summary>
    public void Dispose()
    {
        foreach (var (module, trains) in _modes)
        {
            if (module.training != trains)
                module.train(trains);
        }
    }
}
