namespace Microsoft.Azure.Functions.Worker.Converters;

/// <summary>Names what gives a parameter its value.</summary>
/// <param name="converterType">The type that does it.</param>
[AttributeUsage(
    AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Interface | AttributeTargets.Parameter,
    AllowMultiple = true)]
public class InputConverterAttribute(Type converterType) : Attribute
{
    /// <summary>The type that does it.</summary>
    public Type ConverterType { get; } = converterType;
}
