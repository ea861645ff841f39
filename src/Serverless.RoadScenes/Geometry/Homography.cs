using OpenCvSharp;

namespace Serverless.RoadScenes.Geometry;

/// <summary>A projective map of the plane: (x, y, 1) is multiplied by the matrix and divided by its last element.</summary>
internal readonly record struct Homography(
    double M00, double M01, double M02,
    double M10, double M11, double M12,
    double M20, double M21, double M22)
{
    public static Homography ScaleThenShift(double scaleX, double scaleY, double shiftX, double shiftY) =>
        new(scaleX, 0, shiftX, 0, scaleY, shiftY, 0, 0, 1);

    public Point2d Map(double x, double y)
    {
        var w = (M20 * x) + (M21 * y) + M22;
        return new Point2d(((M00 * x) + (M01 * y) + M02) / w, ((M10 * x) + (M11 * y) + M12) / w);
    }

    /// <summary>The map that applies this one first and <paramref name="next"/> to its result.</summary>
    public Homography Then(Homography next) => new(
        (next.M00 * M00) + (next.M01 * M10) + (next.M02 * M20), (next.M00 * M01) + (next.M01 * M11) + (next.M02 * M21), (next.M00 * M02) + (next.M01 * M12) + (next.M02 * M22),
        (next.M10 * M00) + (next.M11 * M10) + (next.M12 * M20), (next.M10 * M01) + (next.M11 * M11) + (next.M12 * M21), (next.M10 * M02) + (next.M11 * M12) + (next.M12 * M22),
        (next.M20 * M00) + (next.M21 * M10) + (next.M22 * M20), (next.M20 * M01) + (next.M21 * M11) + (next.M22 * M21), (next.M20 * M02) + (next.M21 * M12) + (next.M22 * M22));

    public Homography Inverse()
    {
        var c00 = (M11 * M22) - (M12 * M21);
        var c01 = (M12 * M20) - (M10 * M22);
        var c02 = (M10 * M21) - (M11 * M20);
        var determinant = (M00 * c00) + (M01 * c01) + (M02 * c02);
        return new Homography(
            c00 / determinant, ((M02 * M21) - (M01 * M22)) / determinant, ((M01 * M12) - (M02 * M11)) / determinant,
            c01 / determinant, ((M00 * M22) - (M02 * M20)) / determinant, ((M02 * M10) - (M00 * M12)) / determinant,
            c02 / determinant, ((M01 * M20) - (M00 * M21)) / determinant, ((M00 * M11) - (M01 * M10)) / determinant);
    }

    public Mat ToMat() => Mat.FromArray(new[,] { { M00, M01, M02 }, { M10, M11, M12 }, { M20, M21, M22 } });
}
