namespace Serverless.Training.Tests;

public sealed class AugmentationOptionsTests
{
    public static TheoryData<string, AugmentationOptions> Wrong() => new()
    {
        { "Mosaic is 1.5; it has to be between 0 and 1.", new() { Mosaic = 1.5 } },
        { "MixUp is -0.1; it has to be between 0 and 1.", new() { MixUp = -0.1 } },
        { "Translate", new() { Translate = 2 } },
        { "Scale is 1; it has to be at least 0 and below 1.", new() { Scale = 1 } },
        { "Degrees is 181; it has to be between 0 and 180.", new() { Degrees = 181 } },
        { "Shear", new() { Shear = 46 } },
        { "Perspective is 0.1; it has to be between 0 and 0.001.", new() { Perspective = 0.1 } },
        { "FlipLeftRight", new() { FlipLeftRight = double.NaN } },
        { "FlipUpDown", new() { FlipUpDown = -1 } },
        { "Hue", new() { Hue = 1.1 } },
        { "Saturation", new() { Saturation = 1.1 } },
        { "Value", new() { Value = 1.1 } },
        { "Brightness", new() { Brightness = 1.1 } },
        { "Contrast", new() { Contrast = 1.1 } },
        { "Blur is 2", new() { Blur = 2 } },
        { "BlurSize is 4; it has to be an odd number from 3 to 31.", new() { BlurSize = 4 } },
        { "Noise is 2", new() { Noise = 2 } },
        { "NoiseDeviation", new() { NoiseDeviation = 1.1 } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Validate_OutOfRange_NamesTheOption(string message, AugmentationOptions options) =>
        Assert.Contains(message, Assert.Throws<TrainingException>(options.Validate).Message, StringComparison.Ordinal);

    [Fact]
    public void Validate_DefaultsAndNone_Pass()
    {
        new AugmentationOptions().Validate();
        AugmentationOptions.None.Validate();
    }
}
