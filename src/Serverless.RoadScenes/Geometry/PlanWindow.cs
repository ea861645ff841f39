using System.Numerics;
using OpenCvSharp;

namespace Serverless.RoadScenes.Geometry;

/// <summary>
/// A rectangle of the road plane cut into texels, which lie on a grid fixed to the world so that nothing
/// crawls when the window moves. Columns run along x, rows along z.
/// </summary>
internal readonly record struct PlanWindow(int FirstColumn, int FirstRow, int Columns, int Rows, float ColumnsPerMetre, float RowsPerMetre)
{
    private const int FractionBits = 4;

    /// <summary>Fractional bits of <see cref="ToFixed"/>, for the shift argument of OpenCV's drawing functions.</summary>
    public const int Shift = FractionBits;

    public static PlanWindow Cover(float left, float near, float right, float far, float columnsPerMetre, float rowsPerMetre)
    {
        var column = (int)MathF.Floor(left * columnsPerMetre);
        var row = (int)MathF.Floor(near * rowsPerMetre);
        return new PlanWindow(
            column,
            row,
            Math.Max(2, (int)MathF.Ceiling(right * columnsPerMetre) - column),
            Math.Max(2, (int)MathF.Ceiling(far * rowsPerMetre) - row),
            columnsPerMetre,
            rowsPerMetre);
    }

    public Size Size => new(Columns, Rows);

    public float X(float column) => (FirstColumn + column + 0.5f) / ColumnsPerMetre;

    public float Z(float row) => (FirstRow + row + 0.5f) / RowsPerMetre;

    /// <summary>Whether a disc in metres touches the window.</summary>
    public bool Touches(Vector2 center, float radius) =>
        center.X + radius > X(0) && center.X - radius < X(Columns) && center.Y + radius > Z(0) && center.Y - radius < Z(Rows);

    public Point ToFixed(Vector2 point) => new(
        (int)MathF.Round(((point.X * ColumnsPerMetre) - FirstColumn - 0.5f) * (1 << FractionBits)),
        (int)MathF.Round(((point.Y * RowsPerMetre) - FirstRow - 0.5f) * (1 << FractionBits)));

    /// <summary>From texel indices to metres (x, z).</summary>
    public Homography ToPlane() => Homography.ScaleThenShift(
        1 / ColumnsPerMetre, 1 / RowsPerMetre, (FirstColumn + 0.5) / ColumnsPerMetre, (FirstRow + 0.5) / RowsPerMetre);
}
