using System.Globalization;

namespace Serverless.Detection;

/// <summary>Names of classes for people and files.</summary>
public static class ClassNames
{
    /// <summary>The name of a class, <c>class7</c> where there is none.</summary>
    /// <param name="names">By class id.</param>
    /// <param name="classId">Any number.</param>
    public static string Of(IReadOnlyList<string> names, int classId)
    {
        ArgumentNullException.ThrowIfNull(names);
        return classId >= 0 && classId < names.Count ? names[classId] : Unnamed(classId);
    }

    internal static string Unnamed(int classId) => string.Create(CultureInfo.InvariantCulture, $"class{classId}");
}
