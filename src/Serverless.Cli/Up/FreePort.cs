using System.Net;
using System.Net.Sockets;

namespace Serverless.Cli.Up;

/// <summary>Finds a TCP port of 127.0.0.1 that nobody listens on.</summary>
internal static class FreePort
{
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
