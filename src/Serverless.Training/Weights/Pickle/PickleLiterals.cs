namespace Serverless.Training.Weights.Pickle;

/// <summary>The values that an instruction carries with it: constants, numbers, text and bytes.</summary>
internal static class PickleLiterals
{
    public static bool TryRead(PickleInput input, PickleOpcode opcode, out object? value) =>
        TryReadConstant(opcode, out value) || (value = Number(input, opcode) ?? Text(input, opcode)) is not null || IsHugeNumber(opcode);

    private static bool TryReadConstant(PickleOpcode opcode, out object? value)
    {
        value = opcode switch
        {
            PickleOpcode.NewTrue => true,
            PickleOpcode.NewFalse => false,
            _ => null,
        };
        return value is not null || opcode == PickleOpcode.None;
    }

    // Beyond 64 bits it was read as null.
    private static bool IsHugeNumber(PickleOpcode opcode) => opcode is PickleOpcode.Long1 or PickleOpcode.Long4;

    private static object? Number(PickleInput input, PickleOpcode opcode) => opcode switch
    {
        PickleOpcode.BinaryInteger => (long)input.Int32(),
        PickleOpcode.BinaryInteger1 => (long)input.Byte(),
        PickleOpcode.BinaryInteger2 => (long)input.UInt16(),
        PickleOpcode.Long1 => input.Long(input.Byte()),
        PickleOpcode.Long4 => input.Long(input.Int32()),
        PickleOpcode.BinaryFloat => input.Double(),
        _ => null,
    };

    private static object? Text(PickleInput input, PickleOpcode opcode) => opcode switch
    {
        PickleOpcode.BinaryUnicode or PickleOpcode.BinaryString => input.Text(input.UInt32()),
        PickleOpcode.ShortBinaryUnicode or PickleOpcode.ShortBinaryString => input.Text(input.Byte()),
        PickleOpcode.BinaryUnicode8 => input.Text(input.Int64()),
        PickleOpcode.BinaryBytes => input.Bytes(input.UInt32()),
        PickleOpcode.ShortBinaryBytes => input.Bytes(input.Byte()),
        PickleOpcode.BinaryBytes8 => input.Bytes(input.Int64()),
        _ => null,
    };
}
