namespace Serverless.Video;

/// <summary>How <see cref="FrameWriter"/> encodes.</summary>
public sealed record H264Options
{
    private static readonly string[] Presets =
        ["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow"];

    /// <summary>Speed against size, as x264 names it: <c>ultrafast</c> to <c>veryslow</c>.</summary>
    public string Preset { get; init; } = "veryfast";

    /// <summary>Constant rate factor, 0 (lossless) to 51; 18 looks like the original, 23 is the usual choice.</summary>
    public int Crf { get; init; } = 23;

    /// <summary>Threads of the encoder; 0 lets it take what the machine has.</summary>
    public int Threads { get; init; }

    /// <summary>A sound file (WAV, for example) that becomes the video's AAC sound track; none by default.</summary>
    public string? SoundPath { get; init; }

    internal void Validate()
    {
        if (!Presets.Contains(Preset))
        {
            throw new ArgumentException($"x264 has no preset '{Preset}'; it has {string.Join(", ", Presets)}.", nameof(Preset));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(Crf, 0, nameof(Crf));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Crf, 51, nameof(Crf));
        ArgumentOutOfRangeException.ThrowIfNegative(Threads, nameof(Threads));
    }
}
