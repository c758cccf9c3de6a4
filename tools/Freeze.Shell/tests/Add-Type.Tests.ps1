BeforeDiscovery {
    # The original compiles; the shell's does not.
    $compiles = (Get-Command Add-Type).Parameters.ContainsKey('MemberDefinition')
}

BeforeAll {
    $assembly = [System.IO.Path]::Combine([System.Runtime.InteropServices.RuntimeEnvironment]::GetRuntimeDirectory(), 'System.Formats.Tar.dll')
}

Describe 'Add-Type' {
    It 'loads an assembly file' {
        (Add-Type -Path $assembly -PassThru).FullName | Should -Contain 'System.Formats.Tar.TarEntry'
        'System.Formats.Tar.TarEntry' -as [type] | Should -Not -Be $null
    }

    It 'loads an assembly file by its literal path' {
        (Add-Type -LiteralPath $assembly -PassThru).FullName | Should -Contain 'System.Formats.Tar.TarEntry'
    }

    It 'loads an assembly by name' {
        (Add-Type -AssemblyName System.IO.Compression.ZipFile -PassThru).FullName | Should -Contain 'System.IO.Compression.ZipFile'
        { [System.IO.Compression.ZipFile] } | Should -Not -Throw
    }

    It 'hands nothing on unless asked' {
        Add-Type -Path $assembly | Should -BeNullOrEmpty
    }

    It 'hands on no types that the compiler made' {
        (Add-Type -Path $assembly -PassThru).Name | Where-Object { $_ -like '<>c*' } | Should -BeNullOrEmpty
    }

    It 'fails where <Name>' -ForEach @(
        @{ Name = 'there is no such file'; Options = @{ Path = 'no/such.dll' }; Id = 'ParameterBindingFailed' }
        @{ Name = 'there is no such assembly'; Options = @{ AssemblyName = 'No.Such.Assembly' }; Id = 'PathNotFound' }
        @{ Name = 'the literal path leads nowhere'; Options = @{ LiteralPath = '/no/such.dll' }; Id = 'System.IO.FileNotFoundException' }
    ) {
        { Add-Type @Options } | Should -Throw -ErrorId "$Id,Microsoft.PowerShell.Commands.AddTypeCommand"
    }

    It 'takes no other files' {
        $file = "$TestDrive/text.txt"
        [System.IO.File]::WriteAllText($file, 'text')
        { Add-Type -Path $file } | Should -Throw 'Cannot add type. The ".TXT" extension is not supported.' -ErrorId 'EXTENSION_NOT_SUPPORTED,*'
    }

    It 'refuses source code, and says what to do instead' -Skip:$compiles {
        { Add-Type -TypeDefinition 'class X { }' } | Should -Throw '*no compiler*Add-Type -Path.' -ErrorId 'SourceCodeNotSupported,*'
        $file = "$TestDrive/source.cs"
        [System.IO.File]::WriteAllText($file, 'class X { }')
        { Add-Type -Path $file } | Should -Throw '*no compiler*Add-Type -Path.' -ErrorId 'SourceCodeNotSupported,*'
    }
}
