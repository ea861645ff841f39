namespace Serverless.Training.Weights.Pickle;

/// <summary>
/// Reads pickles (Python's serialisation, protocols 2 to 5) as data. Nothing is executed: a name of a class or function stays a name, and
/// only <see cref="IPickleObjects"/> says what becomes of it. Time and memory are bounded by the length of the input and
/// <see cref="MostInstructions"/>; no instruction copies what was built before, and nothing is done recursively.
/// </summary>
internal sealed class PickleReader
{
    /// <summary>Many times what the largest network with its optimizer takes.</summary>
    public const int MostInstructions = 2_000_000;

    private readonly PickleInput _input;
    private readonly IPickleObjects _objects;
    private readonly PickleStack _stack = new();
    private readonly Dictionary<long, object?> _memo = [];

    private PickleReader(ReadOnlyMemory<byte> bytes, IPickleObjects objects)
    {
        _input = new PickleInput(bytes);
        _objects = objects;
    }

    /// <summary>
    /// The value of a pickle: null, <see cref="bool"/>, <see cref="long"/>, <see cref="double"/>, <see cref="string"/>, <c>byte[]</c>,
    /// <see cref="PickleTuple"/>, <c>List&lt;object?&gt;</c> (sets too), <see cref="PickleDictionary"/>, <see cref="PickleGlobal"/>, or what <paramref name="objects"/> made.
    /// </summary>
    /// <exception cref="PickleFormatException">It is damaged, endless, or asks for what weights have no use for.</exception>
    public static object? Read(ReadOnlyMemory<byte> bytes, IPickleObjects objects) => new PickleReader(bytes, objects).Run();

    private object? Run()
    {
        for (var i = 0; i < MostInstructions; i++)
        {
            var opcode = _input.Opcode();
            if (opcode == PickleOpcode.Stop)
            {
                return _stack.Pop();
            }

            Execute(opcode);
        }

        throw new PickleFormatException(FormattableString.Invariant($"it has more than {MostInstructions} instructions."));
    }

    private void Execute(PickleOpcode opcode)
    {
        if (!TryPushLiteral(opcode) && !TryBuildSequence(opcode) && !TryBuildDictionary(opcode)
            && !TryUseMemo(opcode) && !TryMakeObject(opcode) && !TryMoveStack(opcode))
        {
            throw new PickleFormatException(FormattableString.Invariant(
                $"byte {_input.Position - 1} is 0x{(byte)opcode:x2}, no instruction that PyTorch writes."));
        }
    }

    private bool TryPushLiteral(PickleOpcode opcode) => PickleLiterals.TryRead(_input, opcode, out var value) && Push(value);

    private bool TryBuildSequence(PickleOpcode opcode) => opcode switch
    {
        PickleOpcode.EmptyTuple => Push(PickleTuple.Empty),
        PickleOpcode.Tuple1 => PushTuple(1),
        PickleOpcode.Tuple2 => PushTuple(2),
        PickleOpcode.Tuple3 => PushTuple(3),
        PickleOpcode.Tuple => Push(new PickleTuple(_stack.PopToMark())),
        PickleOpcode.EmptyList or PickleOpcode.EmptySet => Push(new List<object?>()),
        PickleOpcode.List or PickleOpcode.FrozenSet => Push(new List<object?>(_stack.PopToMark())),
        PickleOpcode.Append => Append([_stack.Pop()]),
        PickleOpcode.Appends or PickleOpcode.AddItems => Append(_stack.PopToMark()),
        _ => false,
    };

    private bool TryBuildDictionary(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.EmptyDictionary:
                return Push(new PickleDictionary());
            case PickleOpcode.Dictionary:
                var items = _stack.PopToMark();
                _stack.Push(new PickleDictionary());
                return SetItems(items);
            case PickleOpcode.SetItem:
                var value = _stack.Pop();
                return SetItems([_stack.Pop(), value]);
            case PickleOpcode.SetItems:
                return SetItems(_stack.PopToMark());
            default:
                return false;
        }
    }

    private bool TryUseMemo(PickleOpcode opcode) => opcode switch
    {
        PickleOpcode.BinaryPut => Memorize(_input.Byte()),
        PickleOpcode.LongBinaryPut => Memorize(_input.UInt32()),
        PickleOpcode.Memoize => Memorize(_memo.Count),
        PickleOpcode.BinaryGet => Push(Recall(_input.Byte())),
        PickleOpcode.LongBinaryGet => Push(Recall(_input.UInt32())),
        _ => false,
    };

    private bool TryMakeObject(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Global:
                var module = _input.Line();
                return Push(Name(module, _input.Line()));
            case PickleOpcode.StackGlobal:
                var name = Pop<string>();
                return Push(Name(Pop<string>(), name));
            case PickleOpcode.Reduce or PickleOpcode.NewObject:
                return Create(Pop<PickleTuple>());
            case PickleOpcode.NewObjectWithKeywords:
                Pop<PickleDictionary>();
                return Create(Pop<PickleTuple>());
            case PickleOpcode.Build:
                var state = _stack.Pop();
                (_stack.Top as PickleObject)?.SetState(state);
                return true;
            case PickleOpcode.BinaryPersistentId:
                return Push(_objects.Resolve(_stack.Pop()));
            default:
                return false;
        }
    }

    private bool TryMoveStack(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Mark:
                _stack.Mark();
                return true;
            case PickleOpcode.Pop:
                _stack.Pop();
                return true;
            case PickleOpcode.PopMark:
                _stack.PopToMark();
                return true;
            case PickleOpcode.Duplicate:
                return Push(_stack.Top);
            case PickleOpcode.Protocol:
                return _input.Byte() is >= 2 and <= 5 ? true : throw new PickleFormatException("it is of another pickle protocol than 2 to 5.");
            case PickleOpcode.Frame:
                _input.Int64();
                return true;
            default:
                return false;
        }
    }

    private bool Push(object? value)
    {
        _stack.Push(value);
        return true;
    }

    private bool PushTuple(int length)
    {
        var items = new object?[length];
        for (var i = length - 1; i >= 0; i--)
        {
            items[i] = _stack.Pop();
        }

        return Push(new PickleTuple(items));
    }

    private bool Append(object?[] items)
    {
        if (_stack.Top is List<object?> list)
        {
            list.AddRange(items);
            return true;
        }

        // A class of its own that is a kind of list holds nothing of use here.
        return _stack.Top is PickleObject ? true : throw Misplaced("items", _stack.Top);
    }

    private bool SetItems(object?[] items)
    {
        var target = _stack.Top switch
        {
            PickleDictionary dictionary => dictionary,
            PickleObject instance => instance.Attributes,
            var other => throw Misplaced("entries", other),
        };
        for (var i = 0; i + 1 < items.Length; i += 2)
        {
            target.Set(items[i], items[i + 1]);
        }

        return true;
    }

    private bool Memorize(long index)
    {
        _memo[index] = _stack.Top;
        return true;
    }

    private object? Recall(long index) => _memo.TryGetValue(index, out var value)
        ? value
        : throw new PickleFormatException(FormattableString.Invariant($"it refers to value {index}, which was never stored; the file is damaged."));

    private bool Create(PickleTuple arguments) => Push(_objects.Create(Pop<PickleGlobal>(), arguments));

    private static PickleGlobal Name(string module, string name)
    {
        var global = new PickleGlobal(module, name);
        return !ForbiddenModules.Forbid(global)
            ? global
            : throw new PickleFormatException(
                $"it asks for {global.FullName}, which can run code or touch the machine and has no place among weights. Nothing was executed; do not open the file with Python.");
    }

    private T Pop<T>() => _stack.Pop() is T value ? value : throw new PickleFormatException(
        FormattableString.Invariant($"before byte {_input.Position} stands a value of an unexpected kind; the file is damaged."));

    private static PickleFormatException Misplaced(string what, object? target) =>
        new($"it adds {what} to a value that cannot have any ({target?.GetType().Name ?? "None"}); the file is damaged.");
}
