using Serverless.Detection.Onnx;

namespace Serverless.Pipeline.Analysis;

/// <summary>Loaded detectors, shared by the activities of one machine. Idle ones beyond the capacity are unloaded.</summary>
/// <param name="options">How detectors are loaded.</param>
/// <param name="capacity">Detectors kept while nobody uses them.</param>
public sealed class DetectorPool(OnnxDetectorOptions options, int capacity = 2) : IDisposable
{
    private readonly Lock _lock = new();

    /// <summary>From the one used longest ago to the newest.</summary>
    private readonly List<Entry> _entries = [];

    /// <summary>Returns the detector of a model file, loading it where needed; give it back by disposing the lease.</summary>
    public Lease Rent(string path)
    {
        Entry entry;
        lock (_lock)
        {
            entry = _entries.Find(candidate => candidate.Path == path) ?? new Entry(path, options);
            _entries.Remove(entry);
            _entries.Add(entry);
            entry.Users++;
        }

        try
        {
            return new Lease(this, entry, entry.Detector.Value);
        }
        catch
        {
            Drop(entry);
            throw;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _entries.ForEach(entry => entry.Unload());
            _entries.Clear();
        }
    }

    private void Drop(Entry failed)
    {
        lock (_lock)
        {
            _entries.Remove(failed);
        }
    }

    private void Return(Entry entry)
    {
        lock (_lock)
        {
            entry.Users--;
            foreach (var idle in _entries.Where(candidate => candidate.Users == 0).SkipLast(capacity).ToList())
            {
                _entries.Remove(idle);
                idle.Unload();
            }
        }
    }

    /// <summary>The use of a detector by one activity.</summary>
    public sealed class Lease : IDisposable
    {
        private readonly DetectorPool _pool;
        private Entry? _entry;

        internal Lease(DetectorPool pool, Entry entry, OnnxDetector detector)
        {
            _pool = pool;
            _entry = entry;
            Detector = detector;
        }

        public OnnxDetector Detector { get; }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _entry, null) is { } entry)
            {
                _pool.Return(entry);
            }
        }
    }

    internal sealed class Entry(string path, OnnxDetectorOptions options)
    {
        public string Path { get; } = path;

        public Lazy<OnnxDetector> Detector { get; } = new(() => OnnxDetector.Load(path, options));

        public int Users { get; set; }

        public void Unload()
        {
            if (Detector.IsValueCreated)
            {
                Detector.Value.Dispose();
            }
        }
    }
}
