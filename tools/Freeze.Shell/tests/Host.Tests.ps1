# The shell as a program: what it runs, what it prints where, and the codes it ends with. Each test is a process of its own.
BeforeDiscovery {
    $program = 'Release', 'Debug' | ForEach-Object { "$PSScriptRoot/../bin/$_/net10.0/Freeze.Shell.dll" } | Where-Object { [System.IO.File]::Exists($_) }
    $isBuilt = [bool]$program
    $hasTerminal = $isBuilt -and $IsLinux -and [bool](Get-Command script -CommandType Application -ErrorAction Ignore)
}

BeforeAll {
    $program = @('Release', 'Debug' | ForEach-Object { "$PSScriptRoot/../bin/$_/net10.0/Freeze.Shell.dll" } | Where-Object { [System.IO.File]::Exists($_) })[0]

    # Runs the shell; gives Output, Errors and Code.
    function Invoke-Shell([string[]] $Arguments, [string] $Text) {
        Invoke-Program 'dotnet' (@($program) + $Arguments) $Text
    }

    function Invoke-Program([string] $Name, [string[]] $Arguments, [string] $Text) {
        $start = [System.Diagnostics.ProcessStartInfo]::new($Name)
        foreach ($argument in $Arguments) { $start.ArgumentList.Add($argument) }
        $start.RedirectStandardOutput = $start.RedirectStandardError = $start.RedirectStandardInput = $true
        $process = [System.Diagnostics.Process]::Start($start)
        $errors = $process.StandardError.ReadToEndAsync()
        $process.StandardInput.Write($Text)
        $process.StandardInput.Close()
        $output = $process.StandardOutput.ReadToEndAsync()
        # A shell that waits for what nobody will type must not keep the specs waiting.
        if (-not $process.WaitForExit(60000)) { $process.Kill($true) }
        @{ Output = $output.Result.Trim(); Errors = $errors.Result.Trim(); Code = $process.ExitCode }
    }

    function New-Script([string] $Name, [string] $Text) {
        $file = Join-Path $TestDrive $Name
        Set-Content $file $Text
        $file
    }
}

Describe 'Freeze.Shell' -Skip:(-not $isBuilt) {
    Context 'exit codes' {
        It 'ends with <Code> after: <Text>' -ForEach @(
            @{ Text = '1'; Code = 0 }
            @{ Text = 'exit 7'; Code = 7 }
            @{ Text = 'throw "no"'; Code = 1 }
            @{ Text = 'Get-Item /there/is/no/such'; Code = 1 }
            @{ Text = 'Get-Item /there/is/no/such; 1'; Code = 0 }
            @{ Text = 'this is ( not PowerShell'; Code = 1 }
        ) {
            (Invoke-Shell '-Command', $Text).Code | Should -Be $Code
        }

        It 'ends with <Code> after a script: <Text>' -ForEach @(
            @{ Text = '1'; Code = 0 }
            @{ Text = 'exit 7'; Code = 7 }
            @{ Text = 'throw "no"'; Code = 1 }
            @{ Text = 'Get-Item /there/is/no/such'; Code = 0 }
            @{ Text = '$ErrorActionPreference = "Stop"; Get-Item /there/is/no/such; 1'; Code = 1 }
        ) {
            (Invoke-Shell '-File', (New-Script 'code.ps1' $Text)).Code | Should -Be $Code
        }

        It 'shows one error right behind the other, as pwsh does' {
            $shown = Invoke-Shell '-Command', 'Get-Item /there/is/no/such; Write-Error "second"'
            ($shown.Errors -split "`r?`n" | Where-Object { -not $_ }).Count | Should -Be 0
            $shown.Errors | Should -Match 'no/such.*(?s:.*)second'
        }

        It 'ends with 64 where it does not understand its command line' {
            $run = Invoke-Shell '-Nonsense'
            $run.Code | Should -Be 64
            $run.Errors | Should -Match 'Nonsense'
            (Invoke-Shell '-File', (Join-Path $TestDrive 'none.ps1')).Code | Should -Be 64
        }
    }

    Context 'scripts' {
        It 'binds arguments as pwsh -File does' {
            $script = New-Script 'bind.ps1' 'param([string] $Name, [switch] $Fast, [int] $Count = 3) "$Name|$Fast|$Count|$($args -join ",")|$(Split-Path $PSScriptRoot -Leaf)"'
            $folder = Split-Path $TestDrive -Leaf
            (Invoke-Shell $script, '-Name', 'a b', '-Fast', '-Count', '5').Output | Should -Be "a b|True|5||$folder"
            (Invoke-Shell $script, '-Fast:$false', '-Count:-7', 'x').Output | Should -Be "x|False|-7||$folder"
        }

        It 'needs no -File' {
            (Invoke-Shell (New-Script 'plain.ps1' '"ran"')).Output | Should -Be 'ran'
        }

        It 'shows output and errors in the streams they belong to, without colours' {
            $run = Invoke-Shell (New-Script 'streams.ps1' 'Write-Host "host" -ForegroundColor Red; Write-Warning "careful"; Write-Error "broken"; [pscustomobject]@{ A = 1 }')
            $run.Output | Should -Match 'host'
            $run.Output | Should -Match 'WARNING: careful'
            $run.Output | Should -Match '(?m)^A\s*$'
            $run.Errors | Should -Match 'broken'
            "$($run.Output)$($run.Errors)" | Should -Not -Match "`e"
        }

        It 'draws no progress where nobody sees it' {
            (Invoke-Shell '-Command', 'Write-Progress -Activity Working -PercentComplete 50; "done"').Output | Should -Be 'done'
        }
    }

    Context 'texts' {
        It 'has the module at hand' {
            (Invoke-Shell '-Command', '(Get-TorchArchitecture resnet18).ParameterCount').Output | Should -Be '11689512'
        }

        It 'reads a text from its input' {
            (Invoke-Shell '-Command', '-' '1 + 1').Output | Should -Be '2'
            (Invoke-Shell @() '2 + 2').Output | Should -Be '4'
        }

        It 'redirects into files' {
            $file = Join-Path $TestDrive 'out.txt'
            $null = Invoke-Shell '-Command', "'one' > '$file'; 'two' >> '$file'"
            Get-Content $file | Should -Be 'one', 'two'
        }

        It 'refuses to ask with -NonInteractive' {
            $run = Invoke-Shell '-NonInteractive', '-Command', 'function f { param([Parameter(Mandatory)] $Value) }; f'
            $run.Code | Should -Be 1
            $run.Errors | Should -Match 'NonInteractive|missing mandatory'
        }

        It 'starts in another folder' {
            (Invoke-Shell '-WorkingDirectory', "$TestDrive", '-Command', '(Get-Location).Path').Output | Should -Be (Get-Item $TestDrive).FullName
        }
    }

    It 'tells its version and its usage' {
        (Invoke-Shell '-Version').Output | Should -Match '^PowerShell 7\.\d+\.\d+'
        (Invoke-Shell '-Help').Output | Should -Match '-Command TEXT'
    }

    Context 'at a terminal' -Skip:(-not $hasTerminal) {
        BeforeAll {
            $environment = $env:TERM, $env:XDG_DATA_HOME
            # Types keys at a terminal of the shell's own.
            function Invoke-Terminal([string] $Keys) {
                $env:TERM = 'xterm'
                $env:XDG_DATA_HOME = "$TestDrive"
                $run = Invoke-Program 'script' '--quiet', '--return', '--command', "dotnet '$program' -NoLogo", '/dev/null' $Keys
                @{ Text = $run.Output -replace "`r" -replace "`e\[[0-9;?]*[A-Za-z]"; Raw = $run.Output; Code = $run.Code }
            }
        }

        AfterAll {
            $env:TERM, $env:XDG_DATA_HOME = $environment
        }

        It 'reads commands until exit, and colours them' {
            $run = Invoke-Terminal "6 * 7`rexit 5`r"
            $run.Code | Should -Be 5
            $run.Text | Should -Match '(?m)^42\s*$'
            $run.Raw | Should -Match "`e\["
        }

        It 'goes on in the next line while a command is unfinished' {
            (Invoke-Terminal "if (1) {`r'in' + 'side'`r}`rexit`r").Text | Should -Match '(?m)^inside\s*$'
        }

        It 'completes with the tab key' {
            (Invoke-Terminal "Get-TorchArch`t resnet18 | % HeadName`rexit`r").Text | Should -Match '(?m)^fc\s*$'
        }

        It 'brings back what was typed before' {
            (Invoke-Terminal "'once ' * 2`r`e[A`rexit`r").Text -split "`n" | Where-Object { $_ -match '^once once' } | Measure-Object | ForEach-Object Count | Should -Be 2
        }
    }
}
