using OpenCvSharp;
using Serverless.Detection.Decoding;
using Serverless.Detection.Onnx;

namespace Serverless.Detection.Tests.Onnx;

public sealed class OnnxDetectorTests : IDisposable
{
    private static readonly DetectionThresholds Thresholds = new() { Confidence = 0.6f, Iou = 1 };
    private static readonly Dictionary<string, string> TwoNames = new() { ["names"] = "{0: 'a', 1: 'b'}" };

    private readonly string _folder = Directory.CreateTempSubdirectory("detector").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Load_MissingFile_SaysSo()
    {
        var e = Assert.Throws<ModelException>(() => OnnxDetector.Load("/nowhere/model.onnx"));

        Assert.Contains("/nowhere/model.onnx", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FileThatIsNoModel_SaysSo()
    {
        var path = Path.Combine(_folder, "broken.onnx");
        File.WriteAllText(path, "not a model");

        var e = Assert.Throws<ModelException>(() => OnnxDetector.Load(path));

        Assert.StartsWith("broken.onnx", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExecutionProvider.Cuda, "CUDAExecutionProvider", "Accelerator=cuda")]
    [InlineData(ExecutionProvider.TensorRt, "TensorrtExecutionProvider", "Accelerator=cuda")]
    [InlineData(ExecutionProvider.OpenVino, "OpenVINOExecutionProvider", "Intel.ML.OnnxRuntime.OpenVino")]
    public void Load_ProviderThatIsNotThere_SaysWhatIsAndWhatToInstall(ExecutionProvider provider, string name, string remedy)
    {
        var available = Microsoft.ML.OnnxRuntime.OrtEnv.Instance().GetAvailableProviders();
        Assert.SkipWhen(available.Contains(name), $"This build has {name}.");
        var path = new TestModel().Save(_folder);

        var e = Assert.Throws<ModelException>(() => OnnxDetector.Load(path, new OnnxDetectorOptions { Provider = provider }));

        Assert.Contains("CPUExecutionProvider", e.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_StrideInOptions_WinsOverTheMetadata()
    {
        var model = new TestModel
        {
            Input = [1, 3, TestModel.Open, TestModel.Open],
            Output = [1, 6, TestModel.Open],
            Metadata = new(TwoNames) { ["stride"] = "32" },
        };
        var options = new OnnxDetectorOptions { InputSize = new ImageSize(48, 64), Stride = 16 };

        using var detector = OnnxDetector.Load(model.Save(_folder), options);

        Assert.Equal((16, new ImageSize(48, 64)), (detector.Model.Stride, detector.Model.Input));
    }

    [Theory]
    [InlineData(new[] { 1, 1, 32, 32 }, "three colour planes")]
    [InlineData(new[] { 1, 32, 32, 3 }, "three colour planes")]
    [InlineData(new[] { 3, 32, 32 }, "three colour planes")]
    public void Load_InputOfAnotherShape_SaysWhy(int[] input, string reason)
    {
        var path = new TestModel { Input = input, Constant = new float[60], Output = [1, 6, 10] }.Save(_folder);

        var e = Assert.Throws<ModelException>(() => OnnxDetector.Load(path));

        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        Assert.StartsWith(Path.GetFileName(path), e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoMetadata_NamesClassesByNumber()
    {
        using var detector = OnnxDetector.Load(new TestModel().Save(_folder));

        Assert.Equal(["class0", "class1"], detector.Model.Names);
        Assert.Equal("class7", detector.Model.NameOf(7));
        Assert.Equal(new ImageSize(32, 32), detector.Model.Input);
        Assert.Equal(OutputFormat.ChannelsFirst, detector.Model.Format);
        Assert.Equal(1, detector.Model.FixedBatch);
    }

    [Fact]
    public void Load_NamesInOptions_WinOverTheMetadata()
    {
        var path = new TestModel { Metadata = TwoNames }.Save(_folder);

        using var detector = OnnxDetector.Load(path, new OnnxDetectorOptions { Names = ["x", "y"] });

        Assert.Equal(["x", "y"], detector.Model.Names);
        Assert.Throws<ModelException>(() => OnnxDetector.Load(path, new OnnxDetectorOptions { Names = ["x"] }));
    }

    [Fact]
    public void Load_OpenInputSize_TakesOptionsThenMetadata()
    {
        var model = new TestModel
        {
            Input = [TestModel.Open, 3, TestModel.Open, TestModel.Open],
            Output = [TestModel.Open, 6, TestModel.Open],
            Metadata = new(TwoNames) { ["imgsz"] = "[64, 96]" },
        };
        var path = model.Save(_folder);

        using var byMetadata = OnnxDetector.Load(path);
        using var byOptions = OnnxDetector.Load(path, new OnnxDetectorOptions { InputSize = new ImageSize(32, 64) });

        Assert.Equal(new ImageSize(96, 64), byMetadata.Model.Input);
        Assert.Equal(new ImageSize(32, 64), byOptions.Model.Input);
        Assert.Null(byOptions.Model.FixedBatch);
        Assert.Throws<ModelException>(
            () => OnnxDetector.Load(path, new OnnxDetectorOptions { InputSize = new ImageSize(33, 64) }));
    }

    [Fact]
    public void Load_FixedInputSizeOtherThanAsked_SaysBoth()
    {
        var path = new TestModel().Save(_folder);

        var e = Assert.Throws<ModelException>(
            () => OnnxDetector.Load(path, new OnnxDetectorOptions { InputSize = new ImageSize(64, 64) }));

        Assert.Contains("32x32", e.Message, StringComparison.Ordinal);
        Assert.Contains("64x64", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Detect_EndToEndModel_MapsItsRowsToTheImage()
    {
        var model = new TestModel { Constant = [8, 12, 16, 20, 0.95f, 3, 0, 0, 0, 0, 0, 0], Output = [1, 2, 6] };
        using var detector = OnnxDetector.Load(model.Save(_folder));
        using var image = Images.Uniform(64, 32, Scalar.Black);

        var objects = detector.Detect(image, Thresholds);

        Assert.Equal([new DetectedObject(new Box(16, 8, 32, 24), 3, 0.95f)], objects);
        Assert.Empty(detector.Model.Names);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(TestModel.Open)]
    public void Detect_SeveralImages_GivesWhatEachGivesAlone(int batch)
    {
        var model = new TestModel { Input = [batch, 3, 32, 32], Output = [batch, 6, 512], Metadata = TwoNames };
        using var detector = OnnxDetector.Load(model.Save(_folder), new OnnxDetectorOptions { BatchSize = 4 });
        using var images = new ImageList(Enumerable.Range(0, 10).Select(static i => Images.Random(30 + i, 30 + i, i)));

        var together = detector.Detect(images, Thresholds);

        Assert.Equal(10, together.Count);
        Assert.All(together.Index(), result =>
        {
            Assert.NotEmpty(result.Item);
            Assert.Equal(detector.Detect(images[result.Index], Thresholds), result.Item);
        });
    }

    [Fact]
    public void Detect_HalfPrecision_AgreesWithSingle()
    {
        using var single = OnnxDetector.Load(new TestModel().Save(_folder));
        using var half = OnnxDetector.Load(new TestModel { Half = true }.Save(_folder));
        using var image = Images.Random(32, 32, seed: 3);
        // No value of a pixel lies between the two roundings of this confidence.
        var thresholds = Thresholds with { Confidence = 0.9f };

        var expected = single.Detect(image, thresholds);
        var actual = half.Detect(image, thresholds);

        Assert.NotEmpty(expected);
        Assert.Equal(expected.Count, actual.Count);
        Assert.All(expected.Zip(actual), static pair =>
            Assert.InRange(Math.Abs(pair.First.Confidence - pair.Second.Confidence), 0, 0.0005));
    }

    [Fact]
    public void Detect_ByteInput_AgreesWithSingle()
    {
        using var single = OnnxDetector.Load(new TestModel().Save(_folder));
        using var bytes = OnnxDetector.Load(new TestModel { Bytes = true, Scale = 1 / 255f }.Save(_folder));
        using var image = Images.Random(32, 32, seed: 3);

        var expected = single.Detect(image, Thresholds);
        var actual = bytes.Detect(image, Thresholds);

        Assert.NotEmpty(expected);
        Assert.Equal(expected.Count, actual.Count);
        Assert.All(expected.Zip(actual), static pair =>
            Assert.InRange(Math.Abs(pair.First.Confidence - pair.Second.Confidence), 0, 1e-6));
    }

    [Fact]
    public void Detect_SpanOrEncodedBytes_GivesWhatTheMatGives()
    {
        using var detector = OnnxDetector.Load(new TestModel().Save(_folder));
        using var image = Images.Random(40, 40, seed: 7);
        image.GetArray(out Vec3b[] pixels);
        var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes<Vec3b>(pixels);

        var expected = detector.Detect(image, Thresholds);

        Assert.NotEmpty(expected);
        Assert.Equal(expected, detector.Detect(new ImagePixels(bytes, new ImageSize(40, 40)), Thresholds));
        Assert.Equal(expected, detector.DetectEncoded(image.ImEncode(".png"), Thresholds));
    }

    [Fact]
    public void DetectEncoded_NoImage_Throws()
    {
        using var detector = OnnxDetector.Load(new TestModel().Save(_folder));

        Assert.Throws<ArgumentException>(() => detector.DetectEncoded([], Thresholds));
        Assert.Throws<ArgumentException>(() => detector.DetectEncoded("no image"u8, Thresholds));
    }

    [Fact]
    public void Detect_ImagesOfChangingShapes_LeavesNothingOfTheLastBorder()
    {
        // Boxes all over the image, from the values of its pixels and of its border.
        var path = new TestModel { Scale = 32 }.Save(_folder);
        using var detector = OnnxDetector.Load(path);
        using var images = new ImageList([Images.Random(64, 32, 1), Images.Random(32, 64, 2), Images.Random(64, 33, 3), Images.Random(64, 32, 4)]);

        foreach (var image in images)
        {
            using var fresh = OnnxDetector.Load(path);
            var expected = fresh.Detect(image, Thresholds);
            Assert.NotEmpty(expected);
            Assert.Equal(expected, detector.Detect(image, Thresholds));
        }
    }

    [Fact]
    public void Detect_BatchThatGrowsAndShrinks_GivesWhatEachGivesAlone()
    {
        var model = new TestModel { Input = [TestModel.Open, 3, 32, 32], Output = [TestModel.Open, 6, 512], Scale = 32 };
        using var detector = OnnxDetector.Load(model.Save(_folder), new OnnxDetectorOptions { BatchSize = 4 });
        using var images = new ImageList(Enumerable.Range(0, 4).Select(static i => Images.Random(64, 20 + (8 * i), i)));
        var expected = images.ConvertAll(image => detector.Detect(image, Thresholds));
        Assert.All(expected, Assert.NotEmpty);

        foreach (var count in new[] { 1, 3, 2, 4, 1, 4 })
        {
            images.Reverse();
            expected.Reverse();
            Assert.Equal(expected.Take(count), detector.Detect([.. images.Take(count)], Thresholds));
        }
    }

    [Fact]
    public void Detect_OpenOutputShape_GivesWhatTheFixedGives()
    {
        var open = new TestModel
        {
            Input = [TestModel.Open, 3, TestModel.Open, TestModel.Open],
            Output = [TestModel.Open, 6, TestModel.Open],
            Metadata = TwoNames,
            Scale = 32,
        };
        using var flexible = OnnxDetector.Load(open.Save(_folder), new OnnxDetectorOptions { InputSize = new ImageSize(64, 32), Rectangular = false });
        using var rigid = OnnxDetector.Load(new TestModel { Input = [1, 3, 32, 64], Output = [1, 6, 1024], Scale = 32 }.Save(_folder));
        using var images = new ImageList([Images.Random(64, 32, 1), Images.Random(30, 50, 2), Images.Random(128, 64, 3)]);

        var objects = flexible.Detect(images, Thresholds);

        Assert.All(objects, Assert.NotEmpty);
        Assert.Equal(images.Select(image => rigid.Detect(image, Thresholds)), objects);
    }

    [Fact]
    public void Detect_BatchOfAModelThatOnlyDeclaresIt_SaysWhatToDo()
    {
        // The batch is open in the input, but the graph makes one image of it.
        var model = new TestModel { Input = [TestModel.Open, 3, 32, 32], Constant = new float[60], Output = [1, 6, 10] };
        using var detector = OnnxDetector.Load(model.Save(_folder));
        using var images = new ImageList([Images.Random(8, 8, 1), Images.Random(8, 8, 2)]);

        var e = Assert.Throws<ModelException>(() => detector.Detect(images, Thresholds));

        Assert.Contains("[1, 6, 10]", e.Message, StringComparison.Ordinal);
        Assert.Empty(detector.Detect(images[0], Thresholds));
    }

    [Fact]
    public void Detect_OneImage_AllocatesLittleButTheResult()
    {
        using var detector = OnnxDetector.Load(new TestModel().Save(_folder), new OnnxDetectorOptions { Threads = 1 });
        using var image = Images.Random(32, 32, seed: 5);
        var none = Thresholds with { Confidence = 1 };
        for (var i = 0; i < 10; i++)
        {
            detector.Detect(image, none);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            detector.Detect(image, none);
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 0, 1024);
    }

    [Fact]
    public void Detect_ModelWithAFeatureOutput_TakesTheDetections()
    {
        using var plain = OnnxDetector.Load(new TestModel().Save(_folder));
        using var extended = OnnxDetector.Load(new TestModel { WithFeature = true }.Save(_folder));
        using var image = Images.Random(32, 32, seed: 4);

        Assert.Equal(plain.Detect(image, Thresholds), extended.Detect(image, Thresholds));
    }

    [Fact]
    public void Detect_Twice_GivesFreshLists()
    {
        using var detector = OnnxDetector.Load(new TestModel().Save(_folder));
        using var image = Images.Random(32, 32, seed: 5);
        using var other = Images.Random(32, 32, seed: 6);

        var first = detector.Detect(image, Thresholds);
        var copy = first.ToArray();
        detector.Detect(other, Thresholds);

        Assert.Equal(copy, first);
    }

    [Fact]
    public void Detect_EightThreadsThatKeepTheirResults_GiveWhatOneGives()
    {
        const int Calls = 4000;
        var model = new TestModel { Input = [TestModel.Open, 3, 32, 32], Output = [TestModel.Open, 6, 512], Scale = 32 };
        using var detector = OnnxDetector.Load(model.Save(_folder), new OnnxDetectorOptions { Threads = 1 });
        using var images = new ImageList(Enumerable.Range(0, 8).Select(static i => Images.Random(30 + i, 37 - i, i)));
        var expected = images.ConvertAll(image => detector.Detect(image, Thresholds));
        Assert.All(expected, Assert.NotEmpty);
        var kept = new IReadOnlyList<DetectedObject>[Calls];

        var threads = Enumerable.Range(0, 8).Select(first => new Thread(() =>
        {
            for (var call = first; call < Calls; call += 8)
            {
                // Each thread goes through all the images, and now and then asks for two at once.
                var index = (call / 8) % images.Count;
                kept[call] = call % 3 == 0
                    ? detector.Detect([images[(index + 1) % images.Count], images[index]], Thresholds)[1]
                    : detector.Detect(images[index], Thresholds);
            }
        })).ToList();
        threads.ForEach(static thread => thread.Start());
        threads.ForEach(static thread => thread.Join());

        Assert.All(kept.Index(), result => Assert.Equal(expected[result.Index / 8 % images.Count], result.Item));
        Assert.Equal(Calls, kept.Distinct(ReferenceEqualityComparer.Instance).Count());
    }

    [Fact]
    public void Detect_NoImages_GivesNoResults()
    {
        using var detector = OnnxDetector.Load(new TestModel().Save(_folder));

        Assert.Empty(detector.Detect([], Thresholds));
    }

    [Fact]
    public void Detect_ImageOfAnotherType_Throws()
    {
        using var detector = OnnxDetector.Load(new TestModel().Save(_folder));
        using var grey = new Mat(8, 8, MatType.CV_8UC1, Scalar.Black);

        Assert.Throws<ArgumentException>(() => detector.Detect(grey, Thresholds));
    }

    [Fact]
    public void Detect_Cancelled_Throws()
    {
        using var detector = OnnxDetector.Load(new TestModel().Save(_folder));
        using var images = new ImageList([Images.Random(8, 8, 1)]);

        Assert.Throws<OperationCanceledException>(
            () => detector.Detect(images, Thresholds, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Detect_Disposed_Throws()
    {
        var detector = OnnxDetector.Load(new TestModel().Save(_folder));
        detector.Dispose();
        detector.Dispose();
        using var image = Images.Random(8, 8, 1);

        Assert.Throws<ObjectDisposedException>(() => detector.Detect(image, Thresholds));
    }

    private sealed class ImageList(IEnumerable<Mat> images) : List<Mat>(images), IDisposable
    {
        public void Dispose() => ForEach(static image => image.Dispose());
    }
}
