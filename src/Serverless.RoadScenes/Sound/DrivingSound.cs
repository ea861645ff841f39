using System.Text;
using Serverless.RoadScenes.Noise;

namespace Serverless.RoadScenes.Sound;

/// <summary>The hum of an engine and the hiss of tyres, as a WAV file (PCM, 16 bits, mono).</summary>
internal static class DrivingSound
{
    private const int SampleRate = 44100;
    private const int HeaderSize = 44;

    public static async Task WriteAsync(string path, double seconds, int seed, CancellationToken cancellationToken)
    {
        var samples = (int)(seconds * SampleRate);
        await using var file = File.Create(path);
        using var wave = new MemoryStream(HeaderSize + (samples * sizeof(short)));
        using (var writer = new BinaryWriter(wave, Encoding.ASCII, leaveOpen: true))
        {
            WriteHeader(writer, samples * sizeof(short));
            WriteSamples(writer, samples, Randomness.Fork(seed, 401));
        }

        await file.WriteAsync(wave.GetBuffer().AsMemory(0, (int)wave.Length), cancellationToken).ConfigureAwait(false);
    }

    private static void WriteHeader(BinaryWriter writer, int bytes)
    {
        writer.Write("RIFF"u8);
        writer.Write(HeaderSize - 8 + bytes);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(SampleRate);
        writer.Write(SampleRate * sizeof(short));
        writer.Write((short)sizeof(short));
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(bytes);
    }

    private static void WriteSamples(BinaryWriter writer, int samples, Random random)
    {
        var hiss = 0.0;
        for (var i = 0; i < samples; i++)
        {
            var time = i / (double)SampleRate;
            var revolutions = (62 * time) + (0.8 * Math.Sin(0.9 * time));
            var hum = Enumerable.Range(1, 4).Sum(order => Math.Sin(Math.Tau * revolutions * order) / (order + 1));
            hiss += 0.12 * (random.NextDouble() - 0.5 - hiss);
            writer.Write((short)(short.MaxValue * ((0.11 * hum) + (0.45 * hiss))));
        }
    }
}
