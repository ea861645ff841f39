using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.LocalHost.Invocation;

namespace Serverless.LocalHost.Tests.Hosting;

public sealed class FunctionIndexTests
{
    [Fact]
    public void Create_Function_IsDescribed()
    {
        var function = Assert.Single(FunctionIndex.Create([typeof(Good)]).All);

        Assert.Equal("Good", function.Name);
        Assert.EndsWith("FunctionIndexTests+Good.Run", function.EntryPoint, StringComparison.Ordinal);
        Assert.Equal("httpTrigger", function.InputBindings["request"].Type);
        Assert.Equal(["request", "name"], function.Parameters.Select(parameter => parameter.Name));
        Assert.True(function.Parameters[1].HasDefaultValue);
    }

    [Fact]
    public void Create_Id_IsTheSameEveryTime() =>
        Assert.Equal(FunctionIndex.Create([typeof(Good)]).All[0].Id, FunctionIndex.Create([typeof(Good)]).All[0].Id);

    [Theory]
    [InlineData(typeof(Hidden), "has to be public")]
    [InlineData(typeof(NoTrigger), "has 0 trigger parameters")]
    [InlineData(typeof(TwoTriggers), "has 2 trigger parameters")]
    [InlineData(typeof(SameName), "Two functions are named 'Same'")]
    public void Create_WrongFunction_SaysWhichAndWhy(Type type, string expected)
    {
        var exception = Assert.Throws<LocalHostException>(() => FunctionIndex.Create([type]));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.Contains($"+{type.Name}.", exception.Message, StringComparison.Ordinal);
    }

    private static class Good
    {
        [Function("Good")]
        public static void Run([HttpTrigger] HttpRequest request, string? name = null)
        {
        }
    }

    private static class Hidden
    {
        [Function("Hidden")]
        internal static void Run([HttpTrigger] HttpRequest request)
        {
        }
    }

    private static class NoTrigger
    {
        [Function("NoTrigger")]
        public static void Run(string name)
        {
        }
    }

    private static class TwoTriggers
    {
        [Function("TwoTriggers")]
        public static void Run([HttpTrigger] HttpRequest request, [BlobTrigger("inbox/{name}")] string blob)
        {
        }
    }

    private static class SameName
    {
        [Function("Same")]
        public static void First([HttpTrigger] HttpRequest request)
        {
        }

        [Function("same")]
        public static void Second([HttpTrigger] HttpRequest request)
        {
        }
    }
}
