namespace Serverless.Detection.Tracking;

/// <summary>
/// Expects where a box will be: a Kalman filter over centre, width and height with their velocities. All noise is
/// proportional to the size of the box, as in Wojke et al. (ICIP 2017), but grows with time, not with frames. With
/// noise that is independent in each coordinate, the filter of eight states is four of two.
/// </summary>
internal sealed class BoxFilter
{
    // Shares of a side of the box, the speeds per 1/30 s: what the noise of trackers is usually stated for.
    private const double StepsPerSecond = 30;
    private const double MeasurementDeviation = 1 / 20.0;
    private const double PositionDeviation = 1 / 20.0;
    private const double VelocityDeviation = 1 / 40.0;
    private const double FirstPositionDeviation = 1 / 10.0;

    // Nothing is known of a new object's speed: it may have moved half its size between two frames.
    private const double FirstVelocityDeviation = 1 / 2.0;
    private const double SmallestSide = 1e-3;

    private AxisFilter _centerX;
    private AxisFilter _centerY;
    private AxisFilter _width;
    private AxisFilter _height;

    public BoxFilter(Box box)
    {
        _centerX = Create(box.CenterX, box.Width);
        _centerY = Create(box.CenterY, box.Height);
        _width = Create(box.Width, box.Width);
        _height = Create(box.Height, box.Height);
    }

    public Box Box => Box.FromCenter((float)_centerX.Position, (float)_centerY.Position, (float)Width, (float)Height);

    private double Width => Math.Max(SmallestSide, _width.Position);

    private double Height => Math.Max(SmallestSide, _height.Position);

    public void Predict(double seconds)
    {
        var step = seconds * StepsPerSecond;
        var (width, height) = (Width, Height);
        Predict(ref _centerX, step, width);
        Predict(ref _centerY, step, height);
        Predict(ref _width, step, width);
        Predict(ref _height, step, height);
    }

    public void Correct(Box measured)
    {
        var (width, height) = (Width, Height);
        Correct(ref _centerX, measured.CenterX, width);
        Correct(ref _centerY, measured.CenterY, height);
        Correct(ref _width, measured.Width, width);
        Correct(ref _height, measured.Height, height);
    }

    private static AxisFilter Create(double position, double side) =>
        new(position, FirstPositionDeviation * side, FirstVelocityDeviation * side);

    private static void Predict(ref AxisFilter axis, double step, double side) =>
        axis.Predict(step, step * Square(PositionDeviation * side), step * Square(VelocityDeviation * side));

    private static void Correct(ref AxisFilter axis, double measured, double side) =>
        axis.Correct(measured, Square(MeasurementDeviation * side));

    private static double Square(double value) => value * value;
}
