namespace Serverless.Training.Loading;

/// <summary>How the geometry of one training image is varied.</summary>
/// <param name="Map">From the canvas that images are laid out on to the training image.</param>
/// <param name="Scale">Factor by which lengths grow, perspective and shear apart.</param>
internal readonly record struct GeometricVariation(Homography Map, double Scale)
{
    // The depth stays between 0.5 and 1.5: nearer to 0 an image is torn apart.
    private const double LargestDepthChange = 0.5;

    /// <summary>
    /// Perspective, rotation with scale, and shear about the centre of the canvas, which then goes near the centre of the image; flips last.
    /// </summary>
    /// <param name="size">Side of the training image.</param>
    /// <param name="canvas">Side of the canvas.</param>
    public static GeometricVariation Draw(AugmentationOptions options, Random random, int size, int canvas)
    {
        var scale = 1 + random.Around(options.Scale);
        var map = Homography.Translation(size * (0.5 + random.Around(options.Translate)), size * (0.5 + random.Around(options.Translate)))
            * Homography.Shear(Math.Tan(random.AroundDegrees(options.Shear)), Math.Tan(random.AroundDegrees(options.Shear)))
            * Homography.Rotation(random.AroundDegrees(options.Degrees))
            * Homography.Scaling(scale, scale)
            * DrawPerspective(options.Perspective, random, canvas)
            * Homography.Translation(-canvas / 2.0, -canvas / 2.0);
        return new GeometricVariation(Flip(options, random, size) * map, scale);
    }

    private static Homography DrawPerspective(double largest, Random random, int canvas)
    {
        var (x, y) = (random.Around(largest), random.Around(largest));
        var change = (Math.Abs(x) + Math.Abs(y)) * canvas / 2;
        var limit = change > LargestDepthChange ? LargestDepthChange / change : 1;
        return Homography.Perspective(x * limit, y * limit);
    }

    private static Homography Flip(AugmentationOptions options, Random random, int size)
    {
        var leftRight = random.Happens(options.FlipLeftRight);
        var upDown = random.Happens(options.FlipUpDown);
        return Homography.Translation(leftRight ? size : 0, upDown ? size : 0) * Homography.Scaling(leftRight ? -1 : 1, upDown ? -1 : 1);
    }
}
