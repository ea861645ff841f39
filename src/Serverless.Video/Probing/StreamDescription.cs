namespace Serverless.Video.Probing;

/// <summary>One stream of a container as ffprobe describes it.</summary>
internal sealed class StreamDescription(ProbeFields fields)
{
    private const int HdMinimumHeight = 720;
    private const int HighestRate = 1000;

    // Of frames that come at any time, a higher one is the rate of their clock.
    private const int HighestFittingRate = 300;

    public int Index => Number("index");

    public string? Codec => fields.Text("codec_name");

    public bool IsMovingPicture => fields.Text("codec_type") == "video" && Disposition("attached_pic") == 0 && Disposition("timed_thumbnails") == 0;

    public bool IsSound => fields.Text("codec_type") == "audio" && Codec is not null;

    public bool IsDefault => Disposition("default") == 1;

    public int Width => Number("width");

    public int Height => Number("height");

    /// <summary>Number of frames that the container declares, hidden ones included; 0 where it declares none.</summary>
    public int DeclaredFrames => Number("nb_frames");

    public Rational TimeBase => Rational.Parse(fields.Text("time_base"));

    public Rational SampleAspectRatio => Rational.Parse(fields.Text("sample_aspect_ratio")?.Replace(':', '/'));

    public bool IsHighDynamicRange => fields.Text("color_transfer") is "smpte2084" or "arib-std-b67";

    /// <summary>The stated average rate, or the lowest rate that fits all times; 0/0 where neither makes sense.</summary>
    public Rational FrameRate
    {
        get
        {
            var average = Rational.Parse(fields.Text("avg_frame_rate"));
            var fitting = Rational.Parse(fields.Text("r_frame_rate"));
            return IsWithin(average, HighestRate) ? average : IsWithin(fitting, HighestFittingRate) ? fitting : default;
        }
    }

    /// <summary>Clockwise, 0, 90, 180 or 270 degrees.</summary>
    public int Rotation
    {
        get
        {
            var counterclockwise = fields.Number("rotation") ?? 0;
            var quarters = (int)Math.Round(-counterclockwise / 90);
            return ((quarters % 4) + 4) % 4 * 90;
        }
    }

    /// <summary>The stated YCbCr matrix; where none or an impossible one is stated, what browsers assume for the size.</summary>
    public string? ColorMatrix
    {
        get
        {
            var pixelFormat = fields.Text("pix_fmt") ?? string.Empty;
            if (pixelFormat.StartsWith("rgb", StringComparison.Ordinal)
                || pixelFormat.StartsWith("bgr", StringComparison.Ordinal)
                || pixelFormat.StartsWith("gbr", StringComparison.Ordinal)
                || pixelFormat.StartsWith("pal", StringComparison.Ordinal))
            {
                return null;
            }

            return fields.Text("color_space") switch
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

    private static bool IsWithin(Rational rate, int highest) => rate.IsPositive && rate.ToDouble() <= highest;

    private int Number(string name) => (int)(fields.Ticks(name) ?? 0);

    private int Disposition(string name) => Number($"disposition:{name}");
}
