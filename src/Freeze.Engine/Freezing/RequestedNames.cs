namespace Freeze.Freezing;

/// <summary>Resolves a request's way of naming layers to names.</summary>
/// <param name="Selected">Layers and parameters that the request acts on, all names of a tied tensor among them.</param>
/// <param name="Warnings">Where it acts on more than its words say.</param>
internal sealed record RequestedNames(IReadOnlySet<string> Selected, IReadOnlyList<string> Warnings)
{
    /// <exception cref="FreezeException">LayerNotFound or OptionInvalid.</exception>
    public static RequestedNames Of(ModelOutline model, FreezeRequest request)
    {
        // Freezing acts on tensors: with one name of a tied weight go all its others.
        var ties = new TiedParameters(model);
        var except = NameSelection.Match(model.Names, request.Except);
        var named = request.Selection switch
        {
            FreezeSelection.Named or FreezeSelection.TrainOnly => NameSelection.Match(model.Names, request.Patterns),
            FreezeSelection.Through => Through(model, request.Patterns[0]),
            FreezeSelection.First => First(model, request.StageCount),
            _ => model.Names,
        };
        var given = named.Except(except).ToHashSet();
        var acted = ties.WithOtherNames(given);
        if (except.Count > 0)
            acted = acted.Except(ties.WithOtherNames(except)).ToHashSet();
        var trains = request.Unfreeze || request.Selection == FreezeSelection.TrainOnly;
        return new RequestedNames(
            request.Selection == FreezeSelection.TrainOnly ? model.Names.Except(acted).ToHashSet() : acted,
            [.. ties.Explain(given, trains ? "trainable" : "frozen")]);
    }

    private static IEnumerable<string> Through(ModelOutline model, string pattern)
    {
        var named = NameSelection.Match(model.Names, [pattern]);
        var last = 0;
        for (var i = 0; i < model.Names.Count; i++)
            last = named.Contains(model.Names[i]) ? i : last;
        return model.Names.Take(last + 1);
    }

    private static IEnumerable<string> First(ModelOutline model, int count)
    {
        if (count < 0 || count > model.Stages.Count)
        {
            throw new FreezeException(ErrorCode.OptionInvalid, "First", $"-First is {count}, but the model has {model.Stages.Count} stages.",
                $"Give a number from 0 to {model.Stages.Count}; the stages are {string.Join(", ", model.Stages.Select(stage => stage.Name))}.");
        }

        var members = model.Stages.Take(count).SelectMany(stage => stage.Layers).ToHashSet();
        return model.Names.Where(name => members.Contains(name) || Ancestors(name).Any(members.Contains));
    }

    private static IEnumerable<string> Ancestors(string name)
    {
        for (var dot = name.IndexOf('.'); dot > 0; dot = name.IndexOf('.', dot + 1))
            yield return name[..dot];
    }
}
