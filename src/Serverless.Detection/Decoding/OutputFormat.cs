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

    /// <summary>
    /// [64 + classes, candidates], what the heads of YOLOv8 and YOLO11 make <see cref="ChannelsFirst"/> of. For the left, upper, right
    /// and lower edge 16 logits each: a distribution over its distance from the centre of the candidate's cell, 0 to 15 cells
    /// (distribution focal loss; Li et al. 2020, Generalized Focal Loss). Then a logit for each class. The candidates are the cells of
    /// grids with strides of 8, 16 and 32 pixels, row by row.
    /// </summary>
    Distributions,
}
