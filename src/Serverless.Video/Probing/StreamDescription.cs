using System.Globalization;
using System.Text.Json;

namespace Serverless.Video.Probing;

/// <summary>One stream of a container as ffprobe describes it.</summary>
internal sealed class StreamDescription(JsonElement stream)
{
    private const int HdMinimumHeight = 720;
    private const int HighestRate = 1000;

    // Of frames that come at any time, a higher one is the rate of their clock.
    private const int HighestFittingRate = 300;

    public int Index => Number("index");

    public string? Codec => Text(stream, "codec_name");

    public bool IsMovingPicture => Text(stream, "codec_type") == "video" && Disposition("attached_pic") == 0 && Disposition("timed_thumbnails") == 0;

    public bool IsSound => Text(stream, "codec_type") == "audio" && Codec is not null and not "unknown";

    public bool IsDefault => Disposition("default") == 1;

    public int Width => Number("width");

    public int Height => Number("height");

    /// <summary>Number of frames that the container declares, hidden ones included; 0 where it declares none.</summary>
    public int DeclaredFrames => int.TryParse(Text(stream, "nb_frames"), NumberStyles.None, CultureInfo.InvariantCulture, out var frames) ? frames : 0;

    public Rational TimeBase => Rational.Parse(Text(stream, "time_base"));

    public Rational SampleAspectRatio => Rational.Parse(Text(stream, "sample_aspect_ratio")?.Replace(':', '/'));

    public bool IsHighDynamicRange => Text(stream, "color_transfer") is "smpte2084" or "arib-std-b67";

    /// <summary>The stated average rate, or the lowest rate that fits all times; 0/0 where neither makes sense.</summary>
    public Rational FrameRate
    {
        get
        {
            var average = Rational.Parse(Text(stream, "avg_frame_rate"));
            var fitting = Rational.Parse(Text(stream, "r_frame_rate"));
            return IsWithin(average, HighestRate) ? average : IsWithin(fitting, HighestFittingRate) ? fitting : default;
        }
    }

    /// <summary>Clockwise, 0, 90, 180 or 270 degrees.</summary>
    public int Rotation
    {
        get
        {
            if (!stream.TryGetProperty("side_data_list", out var sideData))
            {
                return 0;
            }

            var counterclockwise = sideData.EnumerateArray()
                .Where(entry => entry.TryGetProperty("rotation", out _))
                .Select(entry => entry.GetProperty("rotation").GetDouble())
                .FirstOrDefault();
            var quarters = (int)Math.Round(-counterclockwise / 90);
            return ((quarters % 4) + 4) % 4 * 90;
        }
    }

    /// <summary>The stated YCbCr matrix; where none or an impossible one is stated, what browsers assume for the size.</summary>
    public string? ColorMatrix
    {
        get
        {
            var pixelFormat = Text(stream, "pix_fmt") ?? string.Empty;
            if (pixelFormat.StartsWith("rgb", StringComparison.Ordinal)
                || pixelFormat.StartsWith("bgr", StringComparison.Ordinal)
                || pixelFormat.StartsWith("gbr", StringComparison.Ordinal)
                || pixelFormat.StartsWith("pal", StringComparison.Ordinal))
            {
                return null;
            }

            return Text(stream, "color_space") switch
            {
                "bt709" => "bt709",
                "bt470bg" or "smpte170m" => "bt601",
                "smpte240m" => "smpte240m",
                "fcc" => "fcc",
                "bt2020nc" or "bt2020c" => "bt2020",
                _ => Height >= HdMinimumHeight ? "bt709" : "bt601",
            };
        }
    }

    internal static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;

    internal static double? Seconds(JsonElement element, string name) =>
        double.TryParse(Text(element, name), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? seconds : null;

    private static bool IsWithin(Rational rate, int highest) => rate.IsPositive && rate.ToDouble() <= highest;

    private int Number(string name) => stream.TryGetProperty(name, out var value) ? value.GetInt32() : 0;

    private int Disposition(string name) =>
        stream.TryGetProperty("disposition", out var all) && all.TryGetProperty(name, out var value) ? value.GetInt32() : 0;
}
