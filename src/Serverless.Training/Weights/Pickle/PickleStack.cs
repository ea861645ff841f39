namespace Serverless.Training.Weights.Pickle;

/// <summary>The values that a pickle's instructions work on, and the marks among them.</summary>
internal sealed class PickleStack
{
    private readonly List<object?> _values = [];
    private readonly Stack<int> _marks = new();

    public object? Top => _values.Count > 0 ? _values[^1] : throw Empty();

    public void Push(object? value) => _values.Add(value);

    public object? Pop()
    {
        if (_values.Count == (_marks.Count > 0 ? _marks.Peek() : 0))
        {
            throw Empty();
        }

        var value = _values[^1];
        _values.RemoveAt(_values.Count - 1);
        return value;
    }

    public void Mark() => _marks.Push(_values.Count);

    /// <summary>Takes all values above the last mark, and the mark.</summary>
    public object?[] PopToMark()
    {
        if (!_marks.TryPop(out var start))
        {
            throw new PickleFormatException("an instruction in it refers to a mark that was never set; the file is damaged.");
        }

        var values = _values[start..].ToArray();
        _values.RemoveRange(start, values.Length);
        return values;
    }

    private static PickleFormatException Empty() => new("an instruction in it lacks a value to work on; the file is damaged.");
}
