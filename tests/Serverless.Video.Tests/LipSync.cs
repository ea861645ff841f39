using System.Runtime.InteropServices;
using OpenCvSharp;

namespace Serverless.Video.Tests;

/// <summary>Measures how far the beeps of a video are from its flashes, by the cross-correlation of loudness and brightness.</summary>
internal static class LipSync
{
    private const int StepsPerSecond = 1000;
    private const int LargestLag = 600;
    private const int SamplesPerStep = 8;

    // White even with the marks of annotation; no frame with a number is as bright.
    private const double WhiteFrame = 215;

    /// <summary>By how much the sound is late, in seconds; negative where it is early.</summary>
    public static async Task<double> LagAsync(string path, VideoIndex index)
    {
        var loudness = await LoudnessAsync(path);
        var brightness = await BrightnessAsync(path, index);
        return Enumerable.Range(-LargestLag, (2 * LargestLag) + 1).MaxBy(lag => Correlation(brightness, loudness, lag)) / (double)StepsPerSecond;
    }

    private static double Correlation(float[] brightness, float[] loudness, int lag)
    {
        var sum = 0.0;
        for (var step = Math.Max(0, -lag); step < brightness.Length && step + lag < loudness.Length; step++)
        {
            sum += brightness[step] * loudness[step + lag];
        }

        return sum;
    }

    /// <summary>By the millisecond from the first frame on: 1 where a white frame is shown.</summary>
    private static async Task<float[]> BrightnessAsync(string path, VideoIndex index)
    {
        var steps = new float[(int)(index.Duration.TotalSeconds * StepsPerSecond) + 1];
        await using var reader = FrameReader.Open(path, index, 0, index.FrameCount);
        using var frame = new Mat();
        for (var number = 0; await reader.ReadAsync(frame); number++)
        {
            var end = number + 1 < index.FrameCount ? index.TimeOf(number + 1) : index.Duration;
            var isWhite = Cv2.Mean(frame).Val0 > WhiteFrame;
            Array.Fill(steps, isWhite ? 1 : 0, Step(index.TimeOf(number)), Math.Max(0, Math.Min(Step(end), steps.Length) - Step(index.TimeOf(number))));
        }

        return steps;
    }

    /// <summary>By the millisecond from the first frame on: the sound's mean amplitude. Silence fills what the video has before and between.</summary>
    private static async Task<float[]> LoudnessAsync(string path)
    {
        var raw = $"{path}.{Guid.NewGuid():N}.f32";
        // Players put picture and sound together by the container's times; so does the filter, from time 0 on, and the picture's start is then taken off.
        await Tool.FfmpegAsync("-copyts", "-i", path, "-map", "0:a:0", "-af", $"aresample={StepsPerSecond * SamplesPerStep}:async=1:first_pts=0", "-ac", "1", "-f", "f32le", raw);
        var samples = MemoryMarshal.Cast<byte, float>(await File.ReadAllBytesAsync(raw)).ToArray();
        File.Delete(raw);
        var start = double.Parse((await Tool.FfprobeAsync(path, "stream=start_time"))[0].TrimEnd(','), System.Globalization.CultureInfo.InvariantCulture);
        return [.. samples.Skip((int)(start * StepsPerSecond * SamplesPerStep)).Chunk(SamplesPerStep).Select(step => step.Average(Math.Abs))];
    }

    private static int Step(TimeSpan time) => (int)Math.Round(time.TotalSeconds * StepsPerSecond);
}
