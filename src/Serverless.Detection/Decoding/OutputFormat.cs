namespace Serverless.Detection.Decoding;

/// <summary>How a detection network lays out its candidates.</summary>
public enum OutputFormat
{
    /// <summary>[4 + classes, candidates], as YOLOv8 and YOLO11 write: centre x, centre y, width, height, class scores.</summary>
    ChannelsFirst,

    /// <summary>[candidates, 4 + classes]: the same values, transposed.</summary>
    ChannelsLast,

    /// <summary>[candidates, 6], already suppressed: left, top, right, bottom, score, class.</summary>
    EndToEnd,
}
