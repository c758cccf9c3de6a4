using System.Runtime.InteropServices;
using Freeze.Data;
using Freeze.Models;
using Freeze.Optimization;
using Freeze.Training;
using SkiaSharp;

namespace Freeze.Benchmarks;

/// <summary>Photographs from disk: decoding alone, and training a model that is faster than the decoder.</summary>
internal sealed class ImageLoading : IBenchmark
{
    private const int Images = 512, BatchSize = 32, Rounds = 5;

    public string Name => "images";

    public string Title => "Training from JPEG files";

    public string Run()
    {
        NativeLibrary.SetDllImportResolver(typeof(SKBitmap).Assembly, (name, _, _) => NativeLibrary.Load(Directory.EnumerateFiles(Path.Combine(Repository.Root, "bin", "deps"), $"*{name}.*").First()));
        var folder = Directory.CreateTempSubdirectory("freeze-images-").FullName;
        try
        {
            var size = Write(folder);
            var data = DatasetReader.Open(folder, new DatasetOptions { Input = new InputTransform { ImageSize = [224], Mean = [0.485, 0.456, 0.406], StandardDeviation = [0.229, 0.224, 0.225] } });
            using var model = ModelImporter.FromLayers("pooled", ["AvgPool2d(16)", "Flatten()", "Linear(588, 2)"], new ImportOptions { Seed = 1 });
            using var optimizer = ModelOptimizer.Create(model, new GroupPlanRequest { Parameters = [], Settings = new OptimizerSettings { LearningRate = 0.001 } });
            var times = Interleaved.Medians(1, Rounds, () => Decode(data), () => Train(optimizer, data));
            return FormattableString.Invariant($"{Images} JPEG files of 500x375 pixels and {size / 1024.0:F0} KB on average, resized and cropped to 224, batches of {BatchSize}, warm file cache. The model pools and classifies, which takes next to no time.\n\n| what | images a second | share of decoding alone |\n|---|---:|---:|\n")
                + FormattableString.Invariant($"| decoding alone, on all cores | {Images / times[0] * 1000:F0} | 1.00 |\n| an epoch of training | {Images / times[1] * 1000:F0} | {times[0] / times[1]:F2} |\n");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Decode(TorchDataset data)
    {
        foreach (var batch in new DataLoader(data, [.. Enumerable.Range(0, data.Count)], BatchSize, dropLast: false))
            batch.Dispose();
    }

    private static void Train(GroupedOptimizer optimizer, TorchDataset data)
    {
        foreach (var _ in new FineTuneRun(optimizer, data, null, new FineTuneOptions { BatchSize = BatchSize, Seed = 1 }).Steps())
        {
        }
    }

    // Smooth shapes under noise, so that a file is about as large as that of a photograph.
    private static double Write(string folder)
    {
        var random = new Random(1);
        var bytes = 0L;
        for (var i = 0; i < Images; i++)
        {
            using var bitmap = new SKBitmap(500, 375);
            using (var canvas = new SKCanvas(bitmap))
            {
                canvas.Clear(new SKColor((uint)random.Next() | 0xff000000));
                using var paint = new SKPaint();
                for (var shape = 0; shape < 200; shape++)
                {
                    paint.Color = new SKColor((uint)random.Next() | 0xff000000);
                    canvas.DrawCircle(random.Next(500), random.Next(375), random.Next(5, 40), paint);
                }
            }

            var path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, i % 2 == 0 ? "even" : "odd")).FullName, $"{i:D4}.jpg");
            using var file = File.Create(path);
            bitmap.Encode(file, SKEncodedImageFormat.Jpeg, 88);
            bytes += file.Length;
        }

        return (double)bytes / Images;
    }
}
