using System.Buffers.Binary;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Detection;
using Serverless.Detection.Tests.Onnx;
using Serverless.Functions.Tests.Support;
using Serverless.Pipeline.Models;
using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Training;
using Serverless.Video.Tests;

namespace Serverless.Functions.Tests.Analysis;

/// <summary>A video of 20 frames with sound, and a model that finds the same box in every frame.</summary>
internal static class Samples
{
    public const int Width = 128;
    public const int Height = 64;
    public const int Frames = 20;
    public const double FrameSeconds = 0.1;
    public const float ModelConfidence = 0.9f;
    public const float DynamicConfidence = 0.8f;

    // The network sees the frame at a quarter of its size, 8 rows lower.
    private static readonly Box s_inNetwork = new(8, 12, 16, 20);

    public static Box InFrame { get; } = new(32, 16, 64, 48);

    /// <summary>Makes the video; its title makes its content unlike that of any other test's.</summary>
    public static async Task<string> MakeVideoAsync(this AppFixture app, string title, params string[] options)
    {
        var path = app.File($"source-{title}.mp4");
        await Tool.FfmpegAsync(
            [
                "-f", "lavfi", "-i", $"testsrc=duration=2:size={Width}x{Height}:rate=10", "-f", "lavfi", "-i", "sine=frequency=440:duration=2",
                "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "5", "-c:a", "aac", "-metadata", $"title={title}", .. options, path,
            ]);
        return path;
    }

    /// <summary>Makes the video and the model, uploads the video, and waits for the end of its analysis. Returns the id of that.</summary>
    public static async Task<string> AnalyseAsync(this AppFixture app, string title)
    {
        await app.AddModelAsync(title);
        await using var video = File.OpenRead(await app.MakeVideoAsync(title));
        var id = await app.UploadVideoAsync($"{title}.mp4", video, $"{title}/v1");
        await app.CompleteAsync(id);
        return id;
    }

    /// <summary>The same video in more bytes: an MP4 that ends with a box of free space.</summary>
    public static byte[] Enlarge(byte[] video, int bytes)
    {
        var box = new byte[bytes];
        BinaryPrimitives.WriteInt32BigEndian(box, bytes);
        "free"u8.CopyTo(box.AsSpan(sizeof(int)));
        return [.. video, .. box];
    }

    /// <summary>Publishes version 1 of the model, and its network for images of any size where that is asked for.</summary>
    public static async Task AddModelAsync(this AppFixture app, string name, bool withDynamic = false)
    {
        var model = Model(s_inNetwork, ModelConfidence);
        var card = new ModelCard(
            name,
            1,
            "by hand",
            "potholes",
            1,
            Parent: null,
            ["pothole"],
            new TrainingSettings(),
            new TrainingOutcome(1, 1, 0.5, 0.5, 0.5, 0.5, 1, 1, 1),
            DateTimeOffset.UnixEpoch);
        var registry = app.Services.GetRequiredService<ModelRegistry>();
        var file = model.Save(Directory.CreateDirectory(app.File($"models-{name}")).FullName);
        await registry.NetworkOf(card).UploadAsync(file);
        if (withDynamic)
        {
            await app.AddDynamicNetworkAsync(card);
        }

        await app.Storage.Models.WriteJsonAsync($"{name}/v1/{ModelRegistry.CardFile}", card, CancellationToken.None);
        await registry.PromoteAsync(card, (_, _) => true, CancellationToken.None);
    }

    // The frame fills its rectangle, without a border: in the square the box would lie half above the frame.
    private static async Task AddDynamicNetworkAsync(this AppFixture app, ModelCard card)
    {
        var model = Model(InFrame, DynamicConfidence) with { Input = [1, 3, TestModel.Open, TestModel.Open] };
        model.Metadata["imgsz"] = $"[{Width}, {Width}]";
        var file = model.Save(Directory.CreateDirectory(app.File($"models-{card.Name}")).FullName);
        await app.Services.GetRequiredService<ModelRegistry>().FileOf(card, ModelRegistry.DynamicNetworkFile).UploadAsync(file);
    }

    private static TestModel Model(Box box, float confidence) => new()
    {
        Constant = [box.Left, box.Top, box.Right, box.Bottom, confidence, 0, 0, 0, 0, 0, 0, 0],
        Output = [1, 2, 6],
        Metadata = new() { ["names"] = "{0: 'pothole'}" },
    };
}
