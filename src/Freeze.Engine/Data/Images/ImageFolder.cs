namespace Freeze.Data.Images;

/// <summary>Opens a folder that has a folder of images for each class, numbered by the order of their names. Images are read when they are needed.</summary>
internal static class ImageFolder
{
    /// <summary>Opens a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="options">What to take, and what to make of it.</param>
    /// <exception cref="FreezeException">DatasetInvalid, ShapeMismatch, OptionInvalid.</exception>
    public static TorchDataset Open(string path, DatasetOptions options)
    {
        var (files, labels, classes) = List(path);
        var background = BackgroundColor.Parse(options.Background ?? options.Input.Background);
        options = options with { Take = options.Take ?? SampleTake.Even, Input = options.Input with { Background = background == BackgroundColor.White ? null : background.ToString() } };
        var input = options.InputFor(raw: null);
        // A colour image cannot be repeated, so any other number is the transform's to refuse.
        var grey = input.Channels == 1;
        var selection = SampleSelection.Make(path, files.Length, labels, classes, options);
        var skipped = Array.Empty<string>();
        if (options.SkipInvalid)
            (selection, skipped) = Decodable(path, files, grey, selection, options.Cancellation);
        var channels = grey ? 1L : 3L;
        var sizing = ImageSizing.Of(input);
        var (height, width) = sizing is null ? ImageDecoder.ReadSize(files[selection.Indices[0]]) : (sizing.Height, sizing.Width);
        var source = new ImageFiles(path, files, grey, background, new TensorShape([channels, height, width])) { Labels = labels, Classes = classes };
        return new TorchDataset(path, source, selection, new SampleTransform(path, source.Shape, input, options.Augment)) { Skipped = skipped };
    }

    private static (string[] Files, int[] Labels, string[] Classes) List(string path)
    {
        if (!Directory.Exists(path))
            throw Invalid(path, "it is a file.");
        try
        {
            var folders = Directory.GetDirectories(path).Where(folder => !Path.GetFileName(folder).StartsWith('.')).Order(StringComparer.Ordinal).ToList();
            if (folders.Count == 0)
                throw Invalid(path, "it has no folders.");
            var (files, labels) = (new List<string>(), new List<int>());
            for (var label = 0; label < folders.Count; label++)
            {
                var found = ImageWalk.List(folders[label]);
                if (found.Count == 0)
                    throw Invalid(path, $"the folder {Path.GetFileName(folders[label])} has no image ({string.Join(", ", ImageWalk.Extensions)}).");
                files.AddRange(found);
                labels.AddRange(Enumerable.Repeat(label, found.Count));
            }

            return ([.. files], [.. labels], [.. folders.Select(folder => Path.GetFileName(folder))]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Invalid(path, error.Message, error);
        }
    }

    // Skipping happens here and not in the middle of an epoch, so that every epoch has the same samples.
    private static (SampleSelection Kept, string[] Skipped) Decodable(string path, string[] files, bool grey, SampleSelection selection, CancellationToken cancellation)
    {
        var good = new bool[selection.Indices.Length];
        Parallel.For(0, good.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation }, i =>
        {
            try
            {
                ImageDecoder.Decode(files[selection.Indices[i]], grey).Dispose();
                good[i] = true;
            }
            catch (FreezeException)
            {
                good[i] = false;
            }
        });
        var kept = Enumerable.Range(0, good.Length).Where(i => good[i]).ToArray();
        if (kept.Length == 0)
            throw Invalid(path, "none of its images can be read.");
        return (selection.Take(kept), [.. Enumerable.Range(0, good.Length).Where(i => !good[i]).Select(i => files[selection.Indices[i]])]);
    }

    private static FreezeException Invalid(string path, string why, Exception? inner = null) =>
        new(ErrorCode.DatasetInvalid, path, $"{path} cannot be used as a folder of images: {why}", "Give it one folder for each class, with the images of that class.", inner);
}
