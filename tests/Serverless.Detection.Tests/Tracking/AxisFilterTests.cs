using Serverless.Detection.Tracking;

namespace Serverless.Detection.Tests.Tracking;

public class AxisFilterTests
{
    [Fact]
    public void PredictThenCorrect_ByHand_GivesTheTextbookState()
    {
        // P = diag(4, 1) at rest; a step of 2: P = [[4 + 4 + 1, 2], [2, 1.5]] with noise 1 and 0.5; measured 10 with variance 3:
        // gains 9/12 and 2/12.
        var filter = new AxisFilter(0, positionDeviation: 2, velocityDeviation: 1);

        filter.Predict(2, positionVariance: 1, velocityVariance: 0.5);
        filter.Correct(10, measurementVariance: 3);

        Assert.Equal(7.5, filter.Position, 12);
        Assert.Equal(10 / 6.0, filter.Velocity, 12);

        // P = [[9 * 0.25, 2 * 0.25], [., 1.5 - 2 * 2 / 12]]; a step of 1: [[2.25 + 1 + 7/6, .5 + 7/6], ...].
        filter.Predict(1, 0, 0);
        filter.Correct(10, measurementVariance: 1);

        var expected = 7.5 + (10 / 6.0);
        var gain = (3.25 + (7 / 6.0)) / (4.25 + (7 / 6.0));
        Assert.Equal(expected + (gain * (10 - expected)), filter.Position, 12);
    }

    [Fact]
    public void Predict_SteadyMotion_LearnsItsSpeed()
    {
        var filter = new AxisFilter(0, 1, 10);
        for (var i = 1; i <= 30; i++)
        {
            filter.Predict(1, 0.01, 0.01);
            filter.Correct(3 * i, 0.01);
        }

        Assert.Equal(3, filter.Velocity, 3);
        filter.Predict(2, 0, 0);
        Assert.Equal(96, filter.Position, 2);
    }
}
