using System.Globalization;

namespace Serverless.Detection.Outputs;

internal static class ClassNames
{
    /// <summary>The name of a class, <c>class7</c> where there is none.</summary>
    public static string Of(IReadOnlyList<string> names, int classId) => classId >= 0 && classId < names.Count
        ? names[classId]
        : string.Create(CultureInfo.InvariantCulture, $"class{classId}");
}
