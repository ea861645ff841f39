using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Serverless.Video.Tests.Live;

/// <summary>Sends H.264 once to one client, as a camera does: RTSP (RFC 2326) with RTP (RFC 3550, RFC 6184) in the same connection.</summary>
internal sealed class RtspServer : IAsyncDisposable
{
    private const int PayloadType = 96;
    private const int LongestPayload = 1200;
    private const int TicksPerFrame = 3600;
    private const int FragmentationUnit = 28;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _video;
    private readonly Task _serving;
    private ushort _sequence;

    /// <param name="video">An elementary stream of one slice a frame, without frames that are shown in another order.</param>
    public RtspServer(byte[] video)
    {
        _video = video;
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Address => $"{_listener.LocalEndpoint}";

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ServeAsync()
    {
        using var client = await _listener.AcceptTcpClientAsync();
        await using var stream = client.GetStream();
        using var requests = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        while (await requests.ReadLineAsync() is { Length: > 0 } request)
        {
            var sequence = string.Empty;
            while (await requests.ReadLineAsync() is { Length: > 0 } header)
            {
                sequence = header.StartsWith("CSeq:", StringComparison.OrdinalIgnoreCase) ? header : sequence;
            }

            var method = request[..request.IndexOf(' ', StringComparison.Ordinal)];
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"RTSP/1.0 200 OK\r\n{sequence}\r\n{Answer(method)}"));
            if (method == "PLAY")
            {
                await SendAsync(stream);
                return;
            }
        }
    }

    private static string Answer(string method)
    {
        const string description = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=road\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1\r\na=control:video\r\n";
        return method switch
        {
            "OPTIONS" => "Public: DESCRIBE, SETUP, PLAY, TEARDOWN\r\n\r\n",
            "DESCRIBE" => $"Content-Type: application/sdp\r\nContent-Length: {description.Length}\r\n\r\n{description}",
            "SETUP" => "Session: 1\r\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n\r\n",
            _ => "Session: 1\r\n\r\n",
        };
    }

    private async Task SendAsync(NetworkStream stream)
    {
        var frame = 0u;
        foreach (var unit in Units())
        {
            var isSlice = (unit[0] & 31) is 1 or 5;
            foreach (var (payload, isLast) in Payloads(unit))
            {
                await stream.WriteAsync(Packet(payload, frame * TicksPerFrame, isSlice && isLast));
            }

            frame += isSlice ? 1u : 0;
        }
    }

    /// <summary>The parts between start codes.</summary>
    private IEnumerable<byte[]> Units()
    {
        var starts = Enumerable.Range(0, _video.Length - 3).Where(i => _video[i] == 0 && _video[i + 1] == 0 && _video[i + 2] == 1).ToList();
        for (var i = 0; i < starts.Count; i++)
        {
            var end = i + 1 < starts.Count ? starts[i + 1] : _video.Length;
            yield return _video.AsSpan((starts[i] + 3)..end).TrimEnd((byte)0).ToArray();
        }
    }

    private static IEnumerable<(byte[] Payload, bool IsLast)> Payloads(byte[] unit)
    {
        if (unit.Length <= LongestPayload)
        {
            yield return (unit, true);
            yield break;
        }

        for (var at = 1; at < unit.Length; at += LongestPayload)
        {
            var (isFirst, isLast) = (at == 1, at + LongestPayload >= unit.Length);
            var type = (byte)((unit[0] & 31) | (isFirst ? 128 : 0) | (isLast ? 64 : 0));
            yield return ([(byte)((unit[0] & 96) | FragmentationUnit), type, .. unit[at..Math.Min(unit.Length, at + LongestPayload)]], isLast);
        }
    }

    private byte[] Packet(byte[] payload, uint timestamp, bool isMarked)
    {
        var packet = new byte[16 + payload.Length];
        packet[0] = (byte)'$';
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)(12 + payload.Length));
        packet[4] = 128;
        packet[5] = (byte)(PayloadType | (isMarked ? 128 : 0));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(6), _sequence++);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(8), timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(12), 1);
        payload.CopyTo(packet.AsSpan(16));
        return packet;
    }
}
