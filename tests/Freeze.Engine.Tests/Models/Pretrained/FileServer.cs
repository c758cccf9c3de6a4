using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Freeze.Tests.Models.Pretrained;

/// <summary>A web server of one file on this machine, which misbehaves as it is told.</summary>
internal sealed class FileServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _content;

    public FileServer(byte[] content)
    {
        _content = content;
        _listener.Start();
        new Thread(Serve) { IsBackground = true }.Start();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/models/");

    /// <summary>After how many bytes of a body the connection breaks; one entry an answer, and whole answers behind them.</summary>
    public Queue<int> BreakAfter { get; } = new();

    /// <summary>The status of every answer; 0 for a right one.</summary>
    public int Status { get; set; }

    /// <summary>Whether ranges are honoured.</summary>
    public bool KnowsRanges { get; set; } = true;

    /// <summary>Added to the length that is announced.</summary>
    public int Lie { get; set; }

    /// <summary>Whether bytes come without a word of how many, until the client has had enough.</summary>
    public bool IsEndless { get; set; }

    /// <summary>Where every request is sent on to; null for nowhere.</summary>
    public string? Location { get; set; }

    /// <summary>The ranges that were asked for; 0 for a whole file.</summary>
    public List<long> Asked { get; } = [];

    public void Dispose() => _listener.Stop();

    private void Serve()
    {
        try
        {
            while (true)
            {
                using var client = _listener.AcceptTcpClient();
                Answer(client.GetStream());
            }
        }
        catch (Exception error) when (error is SocketException or InvalidOperationException or IOException)
        {
            // Stopped, or left by its client.
        }
    }

    private void Answer(NetworkStream stream)
    {
        var request = new StringBuilder();
        while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && stream.ReadByte() is var next and >= 0)
            request.Append((char)next);
        var from = Regex.Match(request.ToString(), @"Range: bytes=(\d+)-") is { Success: true } range && KnowsRanges ? int.Parse(range.Groups[1].Value) : 0;
        lock (Asked)
            Asked.Add(from);
        if (Location is not null)
        {
            stream.Write(Encoding.ASCII.GetBytes($"HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: {Location}\r\nContent-Length: 0\r\n\r\n"));
            return;
        }

        if (IsEndless)
        {
            stream.Write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"u8);
            while (true)
                stream.Write(_content);
        }

        var (status, extra) = Status != 0 ? ($"{Status} No", "") : from > _content.Length ? ("416 Range", "") : from > 0 ? ("206 Partial", $"Content-Range: bytes {from}-{_content.Length - 1}/{_content.Length}\r\n") : ("200 OK", "");
        var body = Status != 0 || from > _content.Length ? [] : _content[from..];
        stream.Write(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nConnection: close\r\n{extra}Content-Length: {body.Length + Lie}\r\n\r\n"));
        stream.Write(body, 0, BreakAfter.TryDequeue(out var limit) ? Math.Min(limit, body.Length) : body.Length);
    }
}
