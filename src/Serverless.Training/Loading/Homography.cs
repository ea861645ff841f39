using Serverless.Detection;

namespace Serverless.Training.Loading;

/// <summary>
/// A projective map of the plane, a 3×3 matrix, between coordinates whose whole numbers are the edges of pixels.
/// Composed right to left, as matrices are: <c>a * b</c> does b first.
/// </summary>
internal readonly record struct Homography(
    double M11, double M12, double M13, double M21, double M22, double M23, double M31 = 0, double M32 = 0, double M33 = 1)
{
    public static Homography Identity { get; } = Scaling(1, 1);

    public bool IsAffine => M31 == 0 && M32 == 0;

    public static Homography Translation(double x, double y) => new(1, 0, x, 0, 1, y);

    public static Homography Scaling(double x, double y) => new(x, 0, 0, 0, y, 0);

    /// <summary>Clockwise as images are looked at.</summary>
    public static Homography Rotation(double radians)
    {
        var (sine, cosine) = Math.SinCos(radians);
        return new Homography(cosine, -sine, 0, sine, cosine, 0);
    }

    /// <param name="x">Columns that a point moves for each of its rows.</param>
    /// <param name="y">Rows that a point moves for each of its columns.</param>
    public static Homography Shear(double x, double y) => new(1, x, 0, y, 1, 0);

    /// <summary>The depth of a point, by which its coordinates are divided, is 1 + x·X + y·Y.</summary>
    public static Homography Perspective(double x, double y) => new(1, 0, 0, 0, 1, 0, x, y);

    public static Homography operator *(Homography a, Homography b) => new(
        (a.M11 * b.M11) + (a.M12 * b.M21) + (a.M13 * b.M31),
        (a.M11 * b.M12) + (a.M12 * b.M22) + (a.M13 * b.M32),
        (a.M11 * b.M13) + (a.M12 * b.M23) + (a.M13 * b.M33),
        (a.M21 * b.M11) + (a.M22 * b.M21) + (a.M23 * b.M31),
        (a.M21 * b.M12) + (a.M22 * b.M22) + (a.M23 * b.M32),
        (a.M21 * b.M13) + (a.M22 * b.M23) + (a.M23 * b.M33),
        (a.M31 * b.M11) + (a.M32 * b.M21) + (a.M33 * b.M31),
        (a.M31 * b.M12) + (a.M32 * b.M22) + (a.M33 * b.M32),
        (a.M31 * b.M13) + (a.M32 * b.M23) + (a.M33 * b.M33));

    public (double X, double Y) Apply(double x, double y)
    {
        var depth = (M31 * x) + (M32 * y) + M33;
        return (((M11 * x) + (M12 * y) + M13) / depth, ((M21 * x) + (M22 * y) + M23) / depth);
    }

    /// <summary>The smallest box that holds the mapped corners.</summary>
    public Box Apply(Box box)
    {
        var (x1, y1) = Apply(box.Left, box.Top);
        var (x2, y2) = Apply(box.Right, box.Top);
        var (x3, y3) = Apply(box.Right, box.Bottom);
        var (x4, y4) = Apply(box.Left, box.Bottom);
        return new Box(
            (float)Math.Min(Math.Min(x1, x2), Math.Min(x3, x4)),
            (float)Math.Min(Math.Min(y1, y2), Math.Min(y3, y4)),
            (float)Math.Max(Math.Max(x1, x2), Math.Max(x3, x4)),
            (float)Math.Max(Math.Max(y1, y2), Math.Max(y3, y4)));
    }
}
