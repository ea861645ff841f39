namespace Microsoft.Azure.Functions.Worker;

/// <summary>Base of the attributes that have a failed function run again.</summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class RetryAttribute : Attribute
{
    // Public, as the real one's is.
    /// <summary>For the attributes that derive from it.</summary>
    public RetryAttribute()
    {
    }

    /// <summary>How often a failed function is run again; -1 is without end.</summary>
    public int MaxRetryCount { get; set; }
}
