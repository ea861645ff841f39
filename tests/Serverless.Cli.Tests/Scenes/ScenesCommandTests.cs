using Serverless.Cli.Scenes;

namespace Serverless.Cli.Tests.Scenes;

public sealed class ScenesCommandTests
{
    [Theory]
    [InlineData("--count", "-1", "--count is at least 1.")]
    [InlineData("--count", "0", "--count is at least 1.")]
    [InlineData("--width", "63", "63 pixels cannot be drawn: --width and --height are 64 to 4096.")]
    [InlineData("--height", "4097", "4097 pixels cannot be drawn: --width and --height are 64 to 4096.")]
    public void Parse_WhatCannotBeDrawn_IsRefused(string option, string value, string told) =>
        Assert.Equal(told, Assert.Single(ScenesCommand.Create().Parse(["--output", "a.zip", option, value]).Errors).Message);

    [Fact]
    public void Parse_NothingButTheOutput_IsTaken() => Assert.Empty(ScenesCommand.Create().Parse(["--output", "a.zip"]).Errors);

    [Fact]
    public void Parse_LeastAndMost_AreTaken() =>
        Assert.Empty(ScenesCommand.Create().Parse(["--output", "a.zip", "--count", "1", "--width", "64", "--height", "4096"]).Errors);
}
