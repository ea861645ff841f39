namespace Serverless.Detection.Tracking;

/// <summary>
/// Kalman filter of one coordinate that moves at nearly constant speed: state (position, velocity), position
/// measured (Kalman, 1960).
/// </summary>
internal struct AxisFilter(double position, double positionDeviation, double velocityDeviation)
{
    // Covariance of the state: position, position with velocity, velocity.
    private double _positionVariance = positionDeviation * positionDeviation;
    private double _covariance;
    private double _velocityVariance = velocityDeviation * velocityDeviation;

    public double Position { get; private set; } = position;

    public double Velocity { get; private set; }

    /// <param name="step">How far to go on.</param>
    /// <param name="positionVariance">What the position gains in uncertainty by that.</param>
    /// <param name="velocityVariance">What the velocity gains in uncertainty by that.</param>
    public void Predict(double step, double positionVariance, double velocityVariance)
    {
        Position += step * Velocity;
        _positionVariance += (step * ((2 * _covariance) + (step * _velocityVariance))) + positionVariance;
        _covariance += step * _velocityVariance;
        _velocityVariance += velocityVariance;
    }

    public void Correct(double measured, double measurementVariance)
    {
        var innovation = measured - Position;
        var variance = _positionVariance + measurementVariance;
        var (positionGain, velocityGain) = (_positionVariance / variance, _covariance / variance);
        Position += positionGain * innovation;
        Velocity += velocityGain * innovation;
        _velocityVariance -= velocityGain * _covariance;
        _covariance -= positionGain * _covariance;
        _positionVariance -= positionGain * _positionVariance;
    }
}
