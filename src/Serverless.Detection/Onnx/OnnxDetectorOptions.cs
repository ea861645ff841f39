namespace Serverless.Detection.Onnx;

/// <summary>How a model is loaded and run.</summary>
public sealed record OnnxDetectorOptions
{
    public const int DefaultBatchSize = 8;

    /// <summary>
    /// Threads that one run may use on the CPU; 0, the default, for one a core. Where several threads detect at once,
    /// one each is best.
    /// </summary>
    public int Threads
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>
    /// Whether threads of a run spin while they wait for one another: somewhat quicker alone on a machine, but it takes
    /// the cores from everything else. Default: no.
    /// </summary>
    public bool AllowSpinning { get; init; }

    /// <summary>Default: the CPU. A provider that is asked for but absent is an error, never a silent change.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProvider.Cpu;

    /// <summary>Number of the GPU, from 0; OpenVINO chooses its device itself.</summary>
    public int Device
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>Most images of one run, where the model leaves its batch open; default 8.</summary>
    public int BatchSize
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = DefaultBatchSize;

    /// <summary>Input size, where the model leaves it open, and with <see cref="Rectangular"/> the largest; default: what its metadata say, else 640x640.</summary>
    public ImageSize? InputSize { get; init; }

    /// <summary>
    /// Whether an image is run in the smallest rectangle that holds it at the scale of the input size, with sides that are multiples of the
    /// stride: 640x384 for 1280x720. Default: yes. It is for models that leave height and width open; one with a fixed side is run at its
    /// input size. The size of an image alone decides on its rectangle. Scores differ a little from those of the square, which has more
    /// border; turn this off to compare with what was measured on squares.
    /// </summary>
    public bool Rectangular { get; init; } = true;

    /// <summary>Class names to use instead of those in the model's metadata.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>Coarsest stride of the network in input pixels, instead of that in the model's metadata; positive.</summary>
    public int? Stride
    {
        get;
        init
        {
            if (value is { } stride)
            {
                ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stride);
            }

            field = value;
        }
    }
}
