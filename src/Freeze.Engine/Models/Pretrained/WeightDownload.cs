using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Freeze.WeightFiles.Reading;

namespace Freeze.Models.Pretrained;

/// <summary>Brings a published weight file into the cache: resumed where it broke off, proved by the hash in its name, moved into place whole.</summary>
/// <param name="file">The file's name; its hash stands between the last dash and the dot, as torchvision writes it.</param>
/// <param name="source">The folder at the server, ending with a slash.</param>
/// <param name="folder">The cache.</param>
internal sealed class WeightDownload(string file, Uri source, string folder)
{
    private const int Attempts = 3;
    private const int Chunk = 1 << 20;

    private static readonly HttpClient Client = new() { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>How long the server may stay silent.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Bytes that the file has at most; a server that sends more sends something else.</summary>
    public long Limit { get; init; } = long.MaxValue;

    /// <summary>Where the file lies, or will lie.</summary>
    public string Target { get; } = Path.Combine(folder, file);

    private string Part => Target + ".part";

    private Uri Address => new(source, file);

    /// <summary>The first digits of the file's SHA-256, in lower case.</summary>
    private string Hash => Path.GetFileNameWithoutExtension(file).Split('-')[^1];

    /// <summary>Downloads, unless the file is there; reports after each piece.</summary>
    /// <param name="cancellation">Ends it; what is here stays for the next time.</param>
    /// <exception cref="FreezeException">DownloadFailed, OutputNotWritable.</exception>
    public IEnumerable<DownloadProgress> Run(CancellationToken cancellation)
    {
        if (File.Exists(Target))
            yield break;
        for (var attempt = 1; ; attempt++)
        {
            using var pieces = Pieces(cancellation).GetEnumerator();
            FreezeException? broken = null;
            while (true)
            {
                try
                {
                    if (!pieces.MoveNext())
                        break;
                }
                catch (Exception error) when (error is HttpRequestException or HttpIOException or IOException or UnauthorizedAccessException or NotSupportedException or UriFormatException || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
                {
                    broken = Explain(error);
                    break;
                }

                yield return pieces.Current;
            }

            if (broken is null)
                yield break;
            // What the server refuses outright it will refuse again.
            if (attempt == Attempts || broken.Code != ErrorCode.DownloadFailed || broken.InnerException is HttpRequestException { StatusCode: not null })
                throw broken;
        }
    }

    private IEnumerable<DownloadProgress> Pieces(CancellationToken cancellation)
    {
        OutputPath.CreateFolder(folder);
        using (var part = new FileStream(Part, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            // No part of the published file is longer than that.
            if (part.Length > Limit)
                part.SetLength(0);
            using var response = Ask(part.Length, cancellation);
            if (response.StatusCode != HttpStatusCode.PartialContent)
                part.SetLength(0);
            part.Seek(0, SeekOrigin.End);
            long? total = response.Content.Headers.ContentLength is { } rest ? part.Length + rest : null;
            RequireSize(part, total ?? 0);
            using var body = response.Content.ReadAsStream(cancellation);
            var buffer = new byte[Chunk];
            for (int read; (read = Read(body, buffer, cancellation)) > 0;)
            {
                RequireSize(part, part.Length + read);
                part.Write(buffer, 0, read);
                yield return new DownloadProgress(file, part.Length, total);
            }

            if (total is not null && part.Length != total)
                throw new IOException($"the connection ended after {part.Length} of {total} bytes");
            part.Flush(flushToDisk: true);
            if (!Proves(part))
            {
                // A resumed file may have begun as another; the next attempt begins anew.
                part.SetLength(0);
                throw new FreezeException(ErrorCode.DownloadFailed, Address.ToString(), $"What {Address} sent does not have the hash {Hash} that its name promises; it was thrown away.",
                    "Try again later, or get the file by other means and give it as -Weights.");
            }
        }

        File.Move(Part, Target, overwrite: true);
    }

    private void RequireSize(FileStream part, long size)
    {
        if (size <= Limit)
            return;
        part.SetLength(0);
        throw new FreezeException(ErrorCode.DownloadFailed, Address.ToString(),
            string.Create(CultureInfo.InvariantCulture, $"{Address} sends {size:N0} bytes or more, where the published file has {Limit:N0} at most; they were thrown away."),
            $"Check the address ({WeightCache.SourceVariable}), or get the file by other means and give it as -Weights.");
    }

    private HttpResponseMessage Ask(long have, CancellationToken cancellation)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Address);
        if (have > 0)
            request.Headers.Range = new RangeHeaderValue(have, null);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        var response = Client.Send(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        var goesOn = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == have;
        if (response.StatusCode == HttpStatusCode.OK || goesOn)
            return response;
        var elsewhere = (int)response.StatusCode is >= 300 and < 400 ? response.Headers.Location : null;
        response.Dispose();
        // Followed are redirections to http and https, and never from the latter to the former.
        if (elsewhere is not null)
            throw new HttpRequestException($"the server sends on to {elsewhere}, which is not followed", null, response.StatusCode);
        // A half file that is no part of the published one, or a server that answers another part: from the beginning.
        if (have > 0 && response.StatusCode is HttpStatusCode.RequestedRangeNotSatisfiable or HttpStatusCode.PartialContent)
            return Ask(0, cancellation);
        throw new HttpRequestException($"the server answered {(int)response.StatusCode} {response.ReasonPhrase}", null, response.StatusCode);
    }

    private int Read(Stream body, byte[] buffer, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        return body.ReadAsync(buffer, patience.Token).AsTask().GetAwaiter().GetResult();
    }

    private bool Proves(FileStream part)
    {
        part.Seek(0, SeekOrigin.Begin);
        return Convert.ToHexString(SHA256.HashData(part)).StartsWith(Hash, StringComparison.OrdinalIgnoreCase);
    }

    private FreezeException Explain(Exception error)
    {
        if (error is UnauthorizedAccessException || (error is IOException and not HttpIOException && !Directory.Exists(folder)))
            return new FreezeException(ErrorCode.OutputNotWritable, folder, $"The cache {folder} cannot be written: {error.Message}", $"Name another folder with the environment variable {WeightCache.HomeVariable}.", error);
        var reason = error is OperationCanceledException ? string.Create(CultureInfo.InvariantCulture, $"nothing came for {Patience.TotalSeconds:F0} seconds") : error.Message;
        return new FreezeException(ErrorCode.DownloadFailed, Address.ToString(), $"{Address} could not be downloaded: {reason}.",
            "Check the connection and run the command again, which goes on where it broke off; or get the file by other means and give it as -Weights.", error);
    }
}
