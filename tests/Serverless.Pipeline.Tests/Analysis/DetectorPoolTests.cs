using Serverless.Detection.Onnx;
using Serverless.Detection.Tests.Onnx;
using Serverless.Pipeline.Analysis;
using Serverless.Pipeline.Storage;

namespace Serverless.Pipeline.Tests.Analysis;

public sealed class DetectorPoolTests : IDisposable
{
    private readonly TemporaryFolder _folder = new(Path.GetTempPath());
    private readonly DetectorPool _pool = new(new OnnxDetectorOptions { Threads = 1 }, capacity: 1);

    public void Dispose()
    {
        _pool.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Rent_SameModel_SharesOneDetector()
    {
        var path = new TestModel().Save(_folder.Path);
        using var first = _pool.Rent(path);
        using var second = _pool.Rent(path);

        Assert.Same(first.Detector, second.Detector);
    }

    [Fact]
    public void Return_BeyondCapacity_UnloadsTheOneUsedLongestAgo()
    {
        var (a, b) = (new TestModel().Save(_folder.Path), new TestModel().Save(_folder.Path));
        var first = Use(a);
        var second = Use(b);

        Assert.Same(second, Use(b));
        Assert.NotSame(first, Use(a));
    }

    [Fact]
    public void Return_WhileOthersUseIt_KeepsItLoaded()
    {
        var (a, b) = (new TestModel().Save(_folder.Path), new TestModel().Save(_folder.Path));
        using var held = _pool.Rent(a);
        var second = _pool.Rent(b);
        second.Dispose();
        second.Dispose();

        using var again = _pool.Rent(a);

        Assert.Same(held.Detector, again.Detector);
    }

    [Fact]
    public void Rent_BrokenModel_CanBeTriedAgain()
    {
        var path = _folder.File("model.onnx");
        File.WriteAllText(path, "hello");
        Assert.Throws<ModelException>(() => _pool.Rent(path));
        File.Copy(new TestModel().Save(_folder.Path), path, overwrite: true);

        using var lease = _pool.Rent(path);

        Assert.Equal(32, lease.Detector.Model.Input.Width);
    }

    private OnnxDetector Use(string path)
    {
        using var lease = _pool.Rent(path);
        return lease.Detector;
    }
}
