using FsCheck;
using FsCheck.Fluent;
using Serverless.Detection.Tracking;

namespace Serverless.Detection.Tests.Tracking;

public class AssignmentTests
{
    [Fact]
    public void Maximize_GreedyIsWrong_TakesTheLargerSum() =>
        Assert.Equal([1, 0], Assignment.Maximize(new[,] { { 10.0, 9 }, { 9, 1 } }));

    [Fact]
    public void Maximize_NoGain_LeavesRowsAlone() =>
        Assert.Equal([-1, 0], Assignment.Maximize(new[,] { { 0.0, -3 }, { 5, 0 } }));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 3)]
    [InlineData(3, 0)]
    public void Maximize_NoRowsOrColumns_GivesNone(int rows, int columns) =>
        Assert.Equal(Enumerable.Repeat(-1, rows), Assignment.Maximize(new double[rows, columns]));

    [Fact]
    public void Maximize_AnyGains_IsAsGoodAsTryingAll() => Prop
        .ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var gains = Random(new Random(seed));
            var columnOf = Assignment.Maximize(gains);
            var sum = columnOf.Select((column, row) => column < 0 ? 0 : gains[row, column]).Sum();
            var taken = columnOf.Where(column => column >= 0).ToList();
            return taken.Count == taken.Distinct().Count()
                && columnOf.Select((column, row) => column < 0 || gains[row, column] > 0).All(made => made)
                && Math.Abs(sum - Best(gains, 0, 0)) < 1e-9;
        })
        .QuickCheckThrowOnFailure();

    private static double[,] Random(Random random)
    {
        var gains = new double[random.Next(1, 6), random.Next(1, 6)];
        for (var i = 0; i < gains.Length; i++)
        {
            gains[i / gains.GetLength(1), i % gains.GetLength(1)] = random.Next(-4, 10) / 2.0;
        }

        return gains;
    }

    private static double Best(double[,] gains, int row, int taken)
    {
        if (row == gains.GetLength(0))
        {
            return 0;
        }

        var best = Best(gains, row + 1, taken);
        for (var column = 0; column < gains.GetLength(1); column++)
        {
            if ((taken & (1 << column)) == 0)
            {
                best = Math.Max(best, Math.Max(0, gains[row, column]) + Best(gains, row + 1, taken | (1 << column)));
            }
        }

        return best;
    }
}
