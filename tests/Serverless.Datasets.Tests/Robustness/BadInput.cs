namespace Serverless.Datasets.Tests.Robustness;

/// <summary>An upload that is wrong in some way.</summary>
/// <param name="Name">Says how it is wrong; unique.</param>
/// <param name="MustTell">Whether it has to end in an error or a finding; false where the damage may hit nothing that counts.</param>
internal sealed record BadInput(string Name, byte[] Archive, bool MustTell = true);
