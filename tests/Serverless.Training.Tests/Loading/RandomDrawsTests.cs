using Serverless.Training.Loading;

namespace Serverless.Training.Tests.Loading;

public sealed class RandomDrawsTests
{
    [Fact]
    public void SymmetricBeta_ManyDraws_HasItsMeanAndVariance()
    {
        var random = new Random(1);

        var values = Enumerable.Range(0, 20_000).Select(_ => random.SymmetricBeta(32)).ToArray();

        // Beta(a, a): mean 1/2, variance 1/(4(2a + 1)).
        Assert.Equal(0.5, values.Average(), 0.002);
        Assert.Equal(1 / (4.0 * 65), values.Average(value => Math.Pow(value - 0.5, 2)), 0.0002);
    }

    [Fact]
    public void Of_NeighbouringPlaces_GivesUnrelatedGenerators()
    {
        var draws = (from epoch in Enumerable.Range(0, 50) from place in Enumerable.Range(-1, 50) select RandomDraws.Of(7, epoch, place).NextDouble()).ToArray();

        Assert.Equal(draws.Length, draws.Distinct().Count());
        Assert.Equal(0.5, draws.Average(), 0.02);
    }

    [Fact]
    public void Of_SameValues_GivesTheSameGenerator() =>
        Assert.Equal(RandomDraws.Of(1, 2, 3).NextInt64(), RandomDraws.Of(1, 2, 3).NextInt64());
}
