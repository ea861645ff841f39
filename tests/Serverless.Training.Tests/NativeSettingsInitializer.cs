using System.Runtime.CompilerServices;

namespace Serverless.Training.Tests;

internal static class NativeSettingsInitializer
{
    [ModuleInitializer]
    internal static void Apply() => NativeSettings.Apply();
}
