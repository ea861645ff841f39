using System.Buffers.Binary;
using System.Text;

namespace Serverless.Training.Tests.Weights.Pickle;

/// <summary>Assembles pickles of protocol 2, instruction by instruction.</summary>
internal sealed class PickleWriter
{
    private readonly List<byte> _bytes = [];

    public PickleWriter() => Code(0x80, 2);

    public PickleWriter Code(params ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public PickleWriter Code(char opcode) => Code((byte)opcode);

    public PickleWriter Global(string module, string name) => Code('c').Code(Encoding.UTF8.GetBytes($"{module}\n{name}\n"));

    public PickleWriter Text(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        return Code('X').Code(Number(utf8.Length)).Code(utf8);
    }

    public PickleWriter Integer(int value) => Code('J').Code(Number(value));

    /// <summary>null, bool, int, long, double, text, bytes, arrays (as tuples), lists and dictionaries of them.</summary>
    public PickleWriter Value(object? value) => value switch
    {
        null => Code('N'),
        bool flag => Code(flag ? (byte)0x88 : (byte)0x89),
        int number => Integer(number),
        long number => Code(0x8a, 8).Code(BitConverter.GetBytes(number)),
        double number => Real(number),
        string text => Text(text),
        byte[] bytes => Code('B').Code(Number(bytes.Length)).Code(bytes),
        object?[] tuple => Items(tuple, '(', null, 't'),
        List<object?> list => Items([.. list], ']', '(', 'e'),
        Dictionary<object, object?> map => Items([.. map.SelectMany(entry => (object?[])[entry.Key, entry.Value])], '}', '(', 'u'),
        Action<PickleWriter> write => Run(write),
        _ => throw new NotSupportedException(value.GetType().Name),
    };

    public byte[] Finish() => Code('.')._bytes.ToArray();

    private PickleWriter Real(double number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, number);
        return Code('G').Code(bytes);
    }

    private PickleWriter Items(object?[] items, char first, char? mark, char last)
    {
        Code(first);
        if (mark is { } second)
        {
            Code(second);
        }

        foreach (var item in items)
        {
            Value(item);
        }

        return Code(last);
    }

    private PickleWriter Run(Action<PickleWriter> write)
    {
        write(this);
        return this;
    }

    private static byte[] Number(int value) => BitConverter.GetBytes(value);
}
