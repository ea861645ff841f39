using System.Globalization;
using System.Text.Json;

namespace Serverless.Cli.Remote;

/// <summary>Reads the custom status of an orchestration, whichever it is.</summary>
internal static class RemoteProgress
{
    /// <summary>Share done, 0 to 1; 0 where the status does not tell.</summary>
    public static double Share(JsonElement status)
    {
        if (Progress(status) is { } training && Number(training, "epochs") is > 0 and { } epochs)
        {
            var within = Number(training, "steps") is > 0 and { } steps ? Number(training, "step") / steps : 0;
            return Math.Clamp((Math.Max(0, Number(training, "epoch") - 1) + within) / epochs, 0, 1);
        }

        return Number(status, "total") is > 0 and { } total ? Math.Clamp(Number(status, "done") / total, 0, 1) : 0;
    }

    /// <summary>Such as <c>training  epoch 3/20  box 1.20  mAP50 0.512</c> or <c>detecting 2/8</c>.</summary>
    public static string Describe(JsonElement status)
    {
        var stage = status.TryGetProperty("stage", out var name) ? name.GetString() : string.Empty;
        if (Progress(status) is { } training)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{stage}  epoch {Number(training, "epoch")}/{Number(training, "epochs")}  box {Number(training, "boxLoss"):F2}  cls {Number(training, "classLoss"):F2}  dfl {Number(training, "dflLoss"):F2}  mAP50 {Number(training, "map50"):F3}  {Number(training, "imagesPerSecond"):F1} images/s{Left(status)}");
        }

        if (Number(status, "place") is > 0 and { } place)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{stage} for a slot, place {place}");
        }

        if (status.TryGetProperty("approve", out _))
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"version {Number(status, "version")} (mAP50 {Number(status, "map50"):F3}) is not better than the current one and waits: serverless remote promote or decline");
        }

        return Number(status, "total") is > 0 and { } total ? string.Create(CultureInfo.InvariantCulture, $"{stage} {Number(status, "done")}/{total}") : $"{stage}";
    }

    private static string Left(JsonElement status) => Number(status, "secondsLeft") is > 0 and { } seconds
        ? string.Create(CultureInfo.InvariantCulture, $"  {(int)(seconds / 3600)}:{TimeSpan.FromSeconds(seconds):mm\\:ss} left")
        : string.Empty;

    private static JsonElement? Progress(JsonElement status) =>
        status.TryGetProperty("progress", out var progress) && progress.ValueKind == JsonValueKind.Object ? progress : null;

    private static double Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : 0;
}
