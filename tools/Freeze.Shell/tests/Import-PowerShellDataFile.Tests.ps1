Describe 'Import-PowerShellDataFile' {
    BeforeAll {
        $file = "$TestDrive/data.psd1"
        function Set-Data([string] $Text) { [System.IO.File]::WriteAllText($file, $Text) }
    }

    It 'reads the table of a file' {
        Set-Data '@{ a = 1; b = @("x", 2.5); c = @{ d = $true; e = $null } }'
        $data = Import-PowerShellDataFile $file
        $data | Should -BeOfType hashtable
        $data.a | Should -Be 1
        $data.b | Should -Be 'x', 2.5
        $data.c.d | Should -BeTrue
        $data.c.ContainsKey('e') | Should -BeTrue
    }

    It 'runs nothing' {
        Set-Data '@{ a = [System.IO.File]::WriteAllText("$PSScriptRoot/ran.txt", "x") }'
        { Import-PowerShellDataFile $file } | Should -Throw -ErrorId 'System.InvalidOperationException,Microsoft.PowerShell.Commands.ImportPowerShellDataFileCommand'
        Set-Data '@{ a = Get-Date }'
        { Import-PowerShellDataFile $file } | Should -Throw
        "$TestDrive/ran.txt" | Should -Not -Exist
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'what is no table'; Text = '1'; Id = 'CouldNotParseAsPowerShellDataFileNoHashtableRoot' }
        @{ Name = 'what does not parse'; Text = '@{ a '; Id = 'CouldNotParseAsPowerShellDataFile' }
    ) {
        Set-Data $Text
        { Import-PowerShellDataFile $file -ErrorAction Stop } | Should -Throw -ErrorId "$Id,Microsoft.PowerShell.Commands.ImportPowerShellDataFileCommand"
    }

    It 'says which file is missing' {
        $failure = { Import-PowerShellDataFile "$TestDrive/none.psd1" -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,*' -PassThru
        $failure.TargetObject | Should -BeLike '*none.psd1'
    }

    It 'limits the number of keys, unless it is told not to' {
        Set-Data "@{ $(-join (1..501 | ForEach-Object { "k$_ = 1;" })) }"
        { Import-PowerShellDataFile $file } | Should -Throw
        (Import-PowerShellDataFile $file -SkipLimitCheck).Count | Should -Be 501
    }

    It 'takes paths literally when it is told to' {
        $odd = "$TestDrive/[1].psd1"
        [System.IO.File]::WriteAllText($odd, '@{ a = 7 }')
        (Import-PowerShellDataFile -LiteralPath $odd).a | Should -Be 7
        (Get-Item -LiteralPath $odd | Import-PowerShellDataFile).a | Should -Be 7
    }
}
