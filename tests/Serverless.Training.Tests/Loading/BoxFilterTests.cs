using Serverless.Detection;
using Serverless.Training.Loading;

namespace Serverless.Training.Tests.Loading;

public sealed class BoxFilterTests
{
    [Theory]
    [InlineData(10, 10, 100, true)]
    [InlineData(2, 10, 20, false)]
    [InlineData(10, 2, 20, false)]
    [InlineData(2.1f, 10, 21, true)]
    [InlineData(10, 10, 999, true)]
    [InlineData(10, 10, 1001, false)]
    [InlineData(297, 3, 891, true)]
    [InlineData(301, 3, 903, false)]
    [InlineData(3, 301, 903, false)]
    [InlineData(-5, 10, 50, false)]
    public void IsWorthFinding_Limits_AreThoseOfTheRecipe(float width, float height, double area, bool expected) =>
        Assert.Equal(expected, BoxFilter.IsWorthFinding(new Box(5, 5, 5 + width, 5 + height), area));
}
