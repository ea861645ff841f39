namespace Serverless.Datasets.Profiles;

/// <summary>How the pictures and labels of one split look as a whole, for comparison with others. Parts merge into the whole.</summary>
public sealed record SplitProfile
{
    /// <summary>Rows and columns of <see cref="BoxCenters"/>.</summary>
    public const int HeatMapSide = 16;

    private static readonly Scale SideScale = new(16, 16_384, 40, IsLogarithmic: true);
    private static readonly Scale AspectScale = new(0.1, 10, 40, IsLogarithmic: true);
    private static readonly Scale ShareScale = new(0, 1, 20);
    private static readonly Scale ContrastScale = new(0, 0.5, 20);
    private static readonly Scale SharpnessScale = new(1, 100_000, 40, IsLogarithmic: true);
    private static readonly Scale ColorfulnessScale = new(0, 160, 32);

    // A bin for each whole number.
    private static readonly Scale BoxCountScale = new(-0.5, 63.5, 64);
    private static readonly Scale AreaScale = new(1e-6, 1, 48, IsLogarithmic: true);

    public required DatasetSplit Split { get; init; }

    public required int Images { get; init; }

    /// <summary>Square root of the pixels of an image.</summary>
    public required Distribution ImageSide { get; init; }

    /// <summary>Width by height of an image.</summary>
    public required Distribution ImageAspect { get; init; }

    /// <inheritdoc cref="ImageStatistics.Brightness"/>
    public required Distribution Brightness { get; init; }

    /// <inheritdoc cref="ImageStatistics.Contrast"/>
    public required Distribution Contrast { get; init; }

    /// <inheritdoc cref="ImageStatistics.Sharpness"/>
    public required Distribution Sharpness { get; init; }

    /// <inheritdoc cref="ImageStatistics.Colorfulness"/>
    public required Distribution Colorfulness { get; init; }

    /// <inheritdoc cref="ImageStatistics.Saturation"/>
    public required Distribution Saturation { get; init; }

    /// <summary>Mean of <see cref="ImageStatistics.Hues"/>.</summary>
    public required IReadOnlyList<double> Hues { get; init; }

    /// <summary>Mean of <see cref="ImageStatistics.EdgeOrientations"/>.</summary>
    public required IReadOnlyList<double> EdgeOrientations { get; init; }

    /// <summary>Boxes of an image.</summary>
    public required Distribution BoxesPerImage { get; init; }

    /// <summary>A box's share of its image's area.</summary>
    public required Distribution BoxArea { get; init; }

    /// <summary>Width by height of a box, in pixels.</summary>
    public required Distribution BoxAspect { get; init; }

    /// <summary>Centre of a box, share of the width.</summary>
    public required Distribution BoxCenterX { get; init; }

    /// <summary>Centre of a box, share of the height.</summary>
    public required Distribution BoxCenterY { get; init; }

    /// <summary>Boxes by where their centre lies: <see cref="HeatMapSide"/> rows from the top, each of as many columns from the left.</summary>
    public required IReadOnlyList<long> BoxCenters { get; init; }

    /// <summary>Boxes by class id.</summary>
    public required IReadOnlyList<long> BoxesByClass { get; init; }

    /// <summary>Profiles images of one split.</summary>
    /// <param name="images">With their statistics.</param>
    /// <param name="classCount">Number of classes; all class ids are below it.</param>
    public static SplitProfile Of(DatasetSplit split, IReadOnlyList<(DatasetImage Image, ImageStatistics Statistics)> images, int classCount)
    {
        ArgumentNullException.ThrowIfNull(images);
        var statistics = images.Select(image => image.Statistics).ToList();
        var boxes = images.SelectMany(image => image.Image.Boxes).ToList();
        Distribution OfImages(Scale scale, Func<ImageStatistics, double> value) => Distribution.Of(scale, statistics.Select(value));
        Distribution OfBoxes(Scale scale, Func<LabeledBox, double> value) => Distribution.Of(scale, boxes.Select(value));
        return new SplitProfile
        {
            Split = split,
            Images = images.Count,
            ImageSide = OfImages(SideScale, image => Math.Sqrt((double)image.Width * image.Height)),
            ImageAspect = OfImages(AspectScale, image => (double)image.Width / image.Height),
            Brightness = OfImages(ShareScale, image => image.Brightness),
            Contrast = OfImages(ContrastScale, image => image.Contrast),
            Sharpness = OfImages(SharpnessScale, image => image.Sharpness),
            Colorfulness = OfImages(ColorfulnessScale, image => image.Colorfulness),
            Saturation = OfImages(ShareScale, image => image.Saturation),
            Hues = Mean(statistics, ImageStatistics.HueBins, image => image.Hues),
            EdgeOrientations = Mean(statistics, ImageStatistics.OrientationBins, image => image.EdgeOrientations),
            BoxesPerImage = Distribution.Of(BoxCountScale, images.Select(image => (double)image.Image.Boxes.Count)),
            BoxArea = OfBoxes(AreaScale, box => (double)box.Width * box.Height),
            BoxAspect = Distribution.Of(AspectScale, images.SelectMany(image => image.Image.Boxes, (image, box) => (double)box.Width * image.Image.Width / (box.Height * image.Image.Height))),
            BoxCenterX = OfBoxes(ShareScale, box => box.CenterX),
            BoxCenterY = OfBoxes(ShareScale, box => box.CenterY),
            BoxCenters = Count(boxes, HeatMapSide * HeatMapSide, box => (Cell(box.CenterY) * HeatMapSide) + Cell(box.CenterX)),
            BoxesByClass = Count(boxes, classCount, box => box.ClassId),
        };
    }

    /// <summary>The profile of the images of both.</summary>
    /// <exception cref="ArgumentException">The other one is of another split or of other classes.</exception>
    public SplitProfile Merge(SplitProfile other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Split != Split || other.BoxesByClass.Count != BoxesByClass.Count)
        {
            throw new ArgumentException("Only profiles of one split and of the same classes can be merged.", nameof(other));
        }

        return this with
        {
            Images = Images + other.Images,
            ImageSide = ImageSide.Merge(other.ImageSide),
            ImageAspect = ImageAspect.Merge(other.ImageAspect),
            Brightness = Brightness.Merge(other.Brightness),
            Contrast = Contrast.Merge(other.Contrast),
            Sharpness = Sharpness.Merge(other.Sharpness),
            Colorfulness = Colorfulness.Merge(other.Colorfulness),
            Saturation = Saturation.Merge(other.Saturation),
            Hues = Mean(Hues, Images, other.Hues, other.Images),
            EdgeOrientations = Mean(EdgeOrientations, Images, other.EdgeOrientations, other.Images),
            BoxesPerImage = BoxesPerImage.Merge(other.BoxesPerImage),
            BoxArea = BoxArea.Merge(other.BoxArea),
            BoxAspect = BoxAspect.Merge(other.BoxAspect),
            BoxCenterX = BoxCenterX.Merge(other.BoxCenterX),
            BoxCenterY = BoxCenterY.Merge(other.BoxCenterY),
            BoxCenters = [.. BoxCenters.Zip(other.BoxCenters, (mine, others) => mine + others)],
            BoxesByClass = [.. BoxesByClass.Zip(other.BoxesByClass, (mine, others) => mine + others)],
        };
    }

    private static int Cell(float position) => Math.Clamp((int)(position * HeatMapSide), 0, HeatMapSide - 1);

    private static long[] Count(List<LabeledBox> boxes, int bins, Func<LabeledBox, int> binOf)
    {
        var counts = new long[bins];
        foreach (var box in boxes)
        {
            counts[binOf(box)]++;
        }

        return counts;
    }

    private static double[] Mean(List<ImageStatistics> images, int bins, Func<ImageStatistics, IReadOnlyList<float>> histogram)
    {
        var means = new double[bins];
        foreach (var image in images)
        {
            for (var bin = 0; bin < bins; bin++)
            {
                means[bin] += (double)histogram(image)[bin] / images.Count;
            }
        }

        return means;
    }

    private static double[] Mean(IReadOnlyList<double> first, int firstImages, IReadOnlyList<double> second, int secondImages)
    {
        var images = Math.Max(firstImages + secondImages, 1);
        return [.. first.Zip(second, (mine, others) => ((mine * firstImages) + (others * secondImages)) / images)];
    }
}
