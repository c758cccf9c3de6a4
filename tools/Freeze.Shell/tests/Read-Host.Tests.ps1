# Read-Host, Get-Host, Get-Culture and Get-UICulture.

BeforeDiscovery {
    $isFreezeShell = [System.Reflection.Assembly]::GetEntryAssembly().GetName().Name -eq 'Freeze.Shell'
}

Describe 'Read-Host' {
    BeforeAll {
        # Runs a script in another process of this very host, with something to read.
        function Invoke-Reader([string] $Script, [string] $Text) {
            $file = "$TestDrive/reader.ps1"
            [System.IO.File]::WriteAllText($file, $Script)
            $start = [System.Diagnostics.ProcessStartInfo]::new([Environment]::ProcessPath)
            if ([System.IO.Path]::GetFileNameWithoutExtension($start.FileName) -eq 'dotnet') { $start.ArgumentList.Add([Environment]::GetCommandLineArgs()[0]) }
            foreach ($argument in '-File', $file) { $start.ArgumentList.Add($argument) }
            $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
            $process = [System.Diagnostics.Process]::Start($start)
            $process.StandardInput.Write($Text)
            $process.StandardInput.Close()
            $output = $process.StandardOutput.ReadToEndAsync()
            if (-not $process.WaitForExit(60000)) { $process.Kill($true) }
            $output.Result
        }
    }

    It 'reads a line, after a question' {
        $output = Invoke-Reader '$name = Read-Host Your name; $next = Read-Host; "read: <$name> <$next>"' "Ada Lovelace`nnext`n"
        $output | Should -BeLike 'Your name: *read: <Ada Lovelace> <next>*'
    }

    It 'reads a hidden line' -Skip:(-not $isFreezeShell) {
        $output = Invoke-Reader '$s = Read-Host -AsSecureString; $m = Read-Host Word -MaskInput; "read: $($s.GetType().Name) $($s.Length) <$m>"' "abc`nsecret`n"
        $output | Should -BeLike 'Word: *read: SecureString 3 <secret>*'
    }

    It 'hides a line in one way only' {
        { Read-Host -AsSecureString -MaskInput } | Should -Throw -ErrorId 'AmbiguousParameterSet,Microsoft.PowerShell.Commands.ReadHostCommand'
    }
}

Describe 'Get-Host and the cultures' {
    It 'are those of the session' {
        Get-Host | Should -Be $Host
        (Get-Culture).Name | Should -Be $Host.CurrentCulture.Name
        (Get-UICulture).Name | Should -Be $Host.CurrentUICulture.Name
        Get-Culture | Should -BeOfType cultureinfo
    }

    It 'list all cultures' {
        (Get-Culture -ListAvailable).Name | Should -Contain ''
    }
}
