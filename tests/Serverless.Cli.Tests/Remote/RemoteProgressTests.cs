using System.Text.Json;
using Serverless.Cli.Remote;

namespace Serverless.Cli.Tests.Remote;

public sealed class RemoteProgressTests
{
    [Theory]
    [InlineData("""{"stage": "detecting", "done": 2, "total": 8}""", 0.25, "detecting 2/8")]
    [InlineData("""{"stage": "planning", "done": 0, "total": 0}""", 0, "planning")]
    [InlineData("""{"stage": "waiting", "attempt": 0, "progress": null, "place": 3, "secondsLeft": null}""", 0, "waiting for a slot, place 3")]
    [InlineData("""{"stage": "launching", "attempt": 1, "progress": null, "place": null}""", 0, "launching")]
    [InlineData("{}", 0, "")]
    public void Status_OfAnyStage_IsDescribed(string status, double share, string text)
    {
        var parsed = JsonElement.Parse(status);

        Assert.Equal((share, text), (RemoteProgress.Share(parsed), RemoteProgress.Describe(parsed)));
    }

    [Fact]
    public void Status_OfATraining_TellsEpochLossesAndTimeLeft()
    {
        var status = JsonElement.Parse("""
            {"stage": "training", "attempt": 1, "secondsLeft": 3725,
             "progress": {"stage": "training", "epoch": 3, "epochs": 4, "step": 5, "steps": 10, "boxLoss": 1.25, "classLoss": 2, "dflLoss": 0.5, "map50": 0.5, "map50To95": 0.25, "imagesPerSecond": 16.5}}
            """);

        Assert.Equal(0.625, RemoteProgress.Share(status));
        Assert.Equal(
            "training  epoch 3/4  box 1.25  cls 2.00  dfl 0.50  mAP50 0.500  16.5 images/s  1:02:05 left",
            RemoteProgress.Describe(status));
    }
}
