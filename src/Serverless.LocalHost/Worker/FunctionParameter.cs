namespace Microsoft.Azure.Functions.Worker;

/// <summary>A parameter of a function's method.</summary>
public class FunctionParameter
{
    /// <summary>A parameter without a default value.</summary>
    public FunctionParameter(string name, Type type)
        : this(name, type, hasDefaultValue: false, defaultValue: null)
    {
    }

    /// <summary>A parameter that may have a default value.</summary>
    public FunctionParameter(string name, Type type, bool hasDefaultValue, object? defaultValue)
    {
        Name = name;
        Type = type;
        HasDefaultValue = hasDefaultValue;
        DefaultValue = defaultValue;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The type.</summary>
    public Type Type { get; }

    /// <summary>Whether it has a default value.</summary>
    public bool HasDefaultValue { get; }

    /// <summary>The default value, if there is one.</summary>
    public object? DefaultValue { get; }

    /// <summary>Whether it can be null.</summary>
    public bool IsReferenceOrNullableType => !Type.IsValueType || Nullable.GetUnderlyingType(Type) is not null;
}
