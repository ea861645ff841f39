namespace Serverless.Training.Networks;

/// <summary>A family of networks at one scale.</summary>
/// <param name="Depth">Factor on the number of repeated blocks.</param>
/// <param name="Width">Factor on the number of channels.</param>
/// <param name="MaximumChannels">Channels are limited to it before the factor.</param>
internal sealed record Architecture(string Name, Family Family, double Depth, double Width, int MaximumChannels)
{
    private static readonly Architecture[] All =
    [
        new("yolov8n", Family.YoloV8, 0.33, 0.25, 1024),
        new("yolov8s", Family.YoloV8, 0.33, 0.50, 1024),
        new("yolov8m", Family.YoloV8, 0.67, 0.75, 768),
        new("yolov8l", Family.YoloV8, 1.00, 1.00, 512),
        new("yolov8x", Family.YoloV8, 1.00, 1.25, 512),
        new("yolo11n", Family.Yolo11, 0.50, 0.25, 1024),
        new("yolo11s", Family.Yolo11, 0.50, 0.50, 1024),
        new("yolo11m", Family.Yolo11, 0.50, 1.00, 512),
        new("yolo11l", Family.Yolo11, 1.00, 1.00, 512),
        new("yolo11x", Family.Yolo11, 1.00, 1.50, 512),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(architecture => architecture.Name)];

    public static Architecture Parse(string name) =>
        All.FirstOrDefault(architecture => architecture.Name == name)
        ?? throw new TrainingException($"There is no architecture '{name}'. Use one of: {string.Join(", ", Names)}.");

    /// <summary>Scaled number of channels, a multiple of 8.</summary>
    public int Channels(int nominal) => (int)Math.Ceiling(Math.Min(nominal, MaximumChannels) * Width / 8) * 8;

    /// <summary>Scaled number of repeats, at least 1.</summary>
    public int Repeats(int nominal) => Math.Max(1, (int)Math.Round(nominal * Depth, MidpointRounding.ToEven));
}
